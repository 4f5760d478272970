using Singular.Nucleus.Probe.Roles;
using Singular.Nucleus.Probe.Scenarios;

// In ring 0 the argument is the command line; `scenario=NAME[,NUMBER…]` is for us. In ring 3 it is a role and its numbers.
string line = args.Length > 0 ? args[0] : "";
int at = line.IndexOf("scenario=", StringComparison.Ordinal);
if (at < 0)
    return Role.Run(line.Split(' '));

string[] words = line[(at + "scenario=".Length)..].Split(' ')[0].Split(',');
long[] numbers = [.. words.Skip(1).Select(long.Parse)];
try
{
    switch (words[0])
    {
        case "runtime":
            await RuntimeScenario.Run();
            break;
        case "processes":
            ProcessScenario.Run();
            break;
        case "channel":
            ChannelScenario.Run();
            break;
        case "attacks":
            AttackScenario.Run();
            break;
        case "devices":
            DeviceScenario.Run();
            break;
        case "scheduling":
            SchedulingScenario.Run();
            break;
        case "churn":
            ChurnScenario.Run((int)numbers[0]);
            break;
        case "fuzz":
            FuzzScenario.Run(numbers[0], numbers[1]);
            break;
        case "bench":
            BenchScenario.Run();
            break;
        case "crash":
            CrashScenario.Run();
            break;
        default:
            throw new InvalidOperationException($"there is no scenario '{words[0]}'");
    }
    Console.WriteLine($"scenario {words[0]} passed");
    return 0;
}
catch (Exception broken) when (broken is InvalidOperationException or TypeInitializationException)
{
    Console.WriteLine($"scenario {words[0]} failed: {(broken.InnerException ?? broken).Message}");
    return 1;
}
