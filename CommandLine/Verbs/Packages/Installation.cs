using Singular.CommandLine.Pipeline;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Verbs;

/// <summary>What a verb has installed, or would: what it says of it, and the programs that are made of it.</summary>
/// <param name="Session">The root.</param>
/// <param name="Plan">What goes in.</param>
/// <param name="Gone">Ids of drivers that go without another version in their place.</param>
/// <param name="IsDryRun">Nothing was changed.</param>
/// <param name="Last">What is said last when something was.</param>
internal sealed record Installation(RootSession Session, InstallPlan Plan, IReadOnlyList<string> Gone, bool IsDryRun, string Last)
{
    /// <summary>When it counts.</summary>
    public const string AtNextBoot = "It takes effect at the next boot.";

    /// <summary>Says what was done and makes the programs.</summary>
    /// <param name="asJson">For programs.</param>
    /// <param name="compiles">False leaves the programs to the next image.</param>
    /// <param name="cancellation">Ends the compiler.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="CommandFailure">A program could not be made.</exception>
    public int Finish(bool asJson, bool compiles, CancellationToken cancellation)
    {
        if (asJson)
            PlanText.PrintJson(Plan, !IsDryRun, Gone);
        else
            Print();
        if (compiles && !IsDryRun)
            ProgramsAhead.Make(Session, Plan, cancellation);
        return ExitCode.Done;
    }

    private void Print()
    {
        foreach (string id in Gone)
            Console.WriteLine($"{id} is not in the lock file and goes.");
        PlanText.Print(Plan, IsDryRun ? "Nothing was changed (--dry-run)." : Last);
    }
}
