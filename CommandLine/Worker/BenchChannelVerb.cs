using System.CommandLine;
using Singular.Bench.Hosted;

namespace Singular.Worker;

/// <summary><c>bench-channel</c>: the rows of <c>singular bench channel</c> that are taken on this host.</summary>
internal static class BenchChannelVerb
{
    private const string Name = "bench-channel";

    private static readonly Option<int> Calls = new("--calls") { Description = "Calls in each of the 15 batches of a row.", DefaultValueFactory = _ => 6_400 };
    private static readonly Argument<string[]> Peer = new("peer") { Description = "This is the other process: its row and where it finds this one.", Arity = ArgumentArity.ZeroOrMore };

    public static Command Create()
    {
        var command = new Command(Name, "Measure a channel between two processes of this host beside a pipe, a Unix socket and a futex pair.") { Calls, Peer };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        if (parsed.GetValue(Peer) is { Length: > 0 } peer)
        {
            PeerEnd.Run(peer[0], peer[1..]);
            return ExitStatus.Done;
        }
        int calls = parsed.GetValue(Calls);
        if (calls <= 0 || calls % HostedBench.CallsUnderWay != 0)
        {
            Console.Error.WriteLine($"singular: --calls takes a multiple of {HostedBench.CallsUnderWay}; {calls} was given.");
            return ExitStatus.CouldNotRun;
        }
        new HostedBench([Environment.ProcessPath!, typeof(BenchChannelVerb).Assembly.Location, Name], Console.Out, calls).Run();
        return ExitStatus.Done;
    }
}
