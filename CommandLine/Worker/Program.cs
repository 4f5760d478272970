using System.CommandLine;
using Singular.Worker.Mutants;

namespace Singular.Worker;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        var root = new RootCommand("The part of Singular's command line that needs a just-in-time compiler.") { OracleVerb.Create(), CheckVerb.Create(), CheckGuestVerb.Create(), MutantsVerb.Create(), BenchChannelVerb.Create() };
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine($"singular: {parsed.Errors[0].Message}");
            return ExitStatus.CouldNotRun;
        }
        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception failure) when (failure is Builder.BuildException or Kernel.Checking.CheckException or Channels.Testing.PlacementException or Emulation.EmulatorException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"singular: {failure.Message}");
            return ExitStatus.CouldNotRun;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("singular: interrupted; what was found so far is kept.");
            return ExitStatus.Interrupted;
        }
        catch (Exception failure)
        {
            Console.Error.WriteLine($"singular: internal error, please report it with this text: {failure}");
            return ExitStatus.Internal;
        }
    }
}
