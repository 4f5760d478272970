using System.Globalization;
using System.Reflection;
using System.Runtime;

namespace Singular.Verifier.Oracle.Runtime;

/// <summary>
/// The trials of one program, and the report that its parent process reads: <c>@ N</c> when trial N begins, <c>! N KIND text</c> for a
/// hole, <c>.</c> at the end. What is not said any more because the process died is found by the last <c>@</c>.
/// </summary>
public sealed class Trials
{
    /// <summary>Size of the stack that trials run on. Far more than their calls may use: where each of ten thousand nested handlers throws again, the runtime
    /// keeps some kilobytes for each until the last one is over, and looks at no limit while it does.</summary>
    private const int StackBytes = 256 << 20;

    /// <summary>Exit status of a program that was ended because a trial did not stop for want of fuel.</summary>
    public const int FuelStatus = 77;

    // Of types without one, of strings and of arrays; each as text and as its name.
    private static readonly string[] s_aboutConstructors =
    [
        "parameterless", "MissingConstructor_Name", "Uninitialized Strings cannot be created", "Argument_NoUninitializedStrings",
        "Type is not supported", "NotSupported_Type",
    ];

    private static readonly StreamWriter s_report = new(Console.OpenStandardOutput()) { AutoFlush = true };
    private static int s_current;
    private static int s_reports;

    private readonly List<Action> _trials = [];

    /// <summary>Adds the next trial; they are numbered from 0.</summary>
    public void Add(Action trial) => _trials.Add(trial);

    /// <summary>Runs the trials from the number in the first argument up to the one in the second, which is left out.</summary>
    public int Run(string[] arguments)
    {
        int first = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        int end = Math.Min(_trials.Count, int.Parse(arguments[1], CultureInfo.InvariantCulture));
        // A mutant may catch what a broken callee throws; the first chance cannot be caught.
        AppDomain.CurrentDomain.FirstChanceException += static (_, error) => Judge(error.Exception);
        var thread = new Thread(() => RunAll(first, end), StackBytes);
        thread.Start();
        thread.Join();
        s_report.WriteLine(".");
        return 0;
    }

    private void RunAll(int first, int end)
    {
        for (int i = first; i < end; i++)
        {
            s_current = i;
            s_reports = 0;
            s_report.WriteLine(string.Create(CultureInfo.InvariantCulture, $"@ {i}"));
            byte top = 0;
            Sentinel.Refuel(ref top);
            try
            {
                _trials[i]();
            }
            catch (Exception error)
            {
                Judge(error);
            }
            // A reference that is none is found at the latest when the collector follows it.
            if ((i & 3) == 3)
                GC.Collect();
        }
        GC.Collect();
    }

    /// <summary>What a trial's own handler caught.</summary>
    public static void Caught(Exception error) => Judge(error);

    /// <summary>Reports a hole of the running trial; the first few of each.</summary>
    internal static void Report(string kind, string text)
    {
        if (s_reports++ < 3)
            s_report.WriteLine(string.Create(CultureInfo.InvariantCulture, $"! {s_current} {kind} {text.ReplaceLineEndings(" ")}"));
    }

    internal static void EndForWantOfFuel() => Environment.Exit(FuelStatus);

    private static void Judge(Exception error)
    {
        Exception inner = error;
        while (inner is TypeInitializationException or TargetInvocationException && inner.InnerException is { } next)
            inner = next;
        if (IsHole(inner))
            Report(inner.GetType().Name, inner.Message);
    }

    /// <summary>Exceptions that a verified program cannot cause: it names them nowhere. One is the platform's own answer to
    /// <c>Activator.CreateInstance&lt;T&gt;</c>, which asks for no constructor by a constraint.</summary>
    private static bool IsHole(Exception error) =>
        (error is InvalidProgramException or TypeLoadException or BadImageFormatException
            or MemberAccessException or System.Security.VerificationException or AmbiguousImplementationException or AccessViolationException
            || error.GetType().FullName == "System.ExecutionEngineException")
        && !(error is MissingMethodException && IsAboutConstructors(error.Message));

    /// <summary>Programs compiled ahead of time have the names of messages in their place.</summary>
    private static bool IsAboutConstructors(string message) =>
        s_aboutConstructors.Any(part => message.Contains(part, StringComparison.Ordinal));
}
