using System.CommandLine;
using Singular.Channels.Testing;
using Singular.Kernel.Checking;
using Singular.Manifests;

namespace Singular.Worker;

/// <summary><c>check</c>: runs the property-test kit on the driver of a hosted image that <c>singular check</c> has made.</summary>
internal static class CheckVerb
{
    private static readonly Argument<string> Image = new("IMAGE") { Description = "Folder of a hosted image with one driver." };
    private static readonly Option<int> Runs = new("--runs") { DefaultValueFactory = _ => 1_000 };
    private static readonly Option<int> Seed = new("--seed") { DefaultValueFactory = _ => 1 };
    private static readonly Option<string> Where = new("--placement") { DefaultValueFactory = _ => "both" };
    private static readonly Option<string?> Report = new("--report") { Description = "File for the result as JSON." };
    private static readonly Option<bool> Quiet = new("--quiet") { Description = "Do not print the result." };
    private static readonly Option<bool> First = new("--first") { Description = "Report what is found as it is, without looking for a smaller example." };
    private static readonly Option<string[]> Laws = new("--laws") { Description = "Assembly with laws, or that laws need.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string?> Assembly = new("--assembly") { Description = "Assembly to load in place of the image's." };

    public static Command Create()
    {
        var command = new Command("check", "Check a driver against its contract; status 1 when it breaks it.") { Image, Runs, Seed, Where, Report, Quiet, First, Laws, Assembly };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        using var interrupt = new Interrupt();
        DriverUnderCheck driver = DriverUnderCheck.Load(parsed.GetRequiredValue(Image), parsed.GetValue(Assembly));
        var laws = new CompanionLaws(driver.Contracts, driver.Contract, parsed.GetValue(Laws) ?? []);
        ContractCheck check = DriverCheck.Create(driver, Placements(parsed.GetRequiredValue(Where)), laws);
        check.Runs = parsed.GetValue(Runs);
        check.Seed = parsed.GetValue(Seed);
        check.Shrinks = !parsed.GetValue(First);
        check.Progress = name => Console.Error.WriteLine($"{name} …");
        ContractReport report = check.Run(interrupt.Token);
        if (parsed.GetValue(Report) is { } file)
            File.WriteAllBytes(file, CheckReport.Write(driver.Manifest, driver.Providers.Select(provider => provider.Record), laws, report));
        if (!parsed.GetValue(Quiet))
            Console.Write(report);
        return report.IsKept ? ExitStatus.Done : ExitStatus.CheckFailed;
    }

    private static Placement[] Placements(string name) => name switch
    {
        "kernel" => [Placement.Kernel],
        "process" => [Placement.Process],
        _ => [Placement.Kernel, Placement.Process],
    };
}
