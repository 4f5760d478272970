using System.CommandLine;
using Singular.Channels.Testing;
using Singular.Kernel.CheckAgent.Line;
using Singular.Kernel.Checking;
using Singular.Kernel.Checking.Guest;

namespace Singular.Worker;

/// <summary><c>check-guest</c>: runs the property-test kit on a driver in the booted system, in images that <c>singular check --in-guest</c> has
/// made.</summary>
internal static class CheckGuestVerb
{
    private static readonly Argument<string> Nucleus = new("NUCLEUS") { Description = "The ELF file that the emulator loads." };
    private static readonly Argument<string[]> Images = new("IMAGE") { Description = "Boot images made for a check: one for each placement.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string[]> Contracts = new("--contracts") { Description = "Folder with the contracts that the drivers of an image carry: one for each image, in their order.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<int> Runs = new("--runs") { DefaultValueFactory = _ => 1_000 };
    private static readonly Option<int> Seed = new("--seed") { DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> Report = new("--report") { Description = "File for the result as JSON." };
    private static readonly Option<string[]> Laws = new("--laws") { Description = "Assembly with laws, or that laws need.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<bool> Quiet = new("--quiet") { Description = "Do not print the result." };

    public static Command Create()
    {
        var command = new Command("check-guest", "Check a driver against its contract in the booted system; status 1 when it breaks it.") { Nucleus, Images, Contracts, Runs, Seed, Report, Laws, Quiet };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        using var interrupt = new Interrupt();
        try
        {
            return Run(parsed, interrupt.Token);
        }
        catch (PlacementException) when (interrupt.Token.IsCancellationRequested)
        {
            // The terminal's interrupt reached the emulator as well.
            throw new OperationCanceledException(interrupt.Token);
        }
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        string[] images = parsed.GetRequiredValue(Images);
        string[] folders = parsed.GetValue(Contracts) ?? [];
        GuestUnderCheck[] guests = [.. images.Select((image, number) => GuestUnderCheck.Open(parsed.GetRequiredValue(Nucleus), image, new CheckedContracts(folders.Skip(number).Take(1))))];
        CompanionLaws laws = CompanionLaws.None;
        var results = new List<PropertyResult>();
        ContractReport? report = null;
        foreach (GuestUnderCheck guest in guests)
        {
            // The laws find the contract as this image has it.
            laws = new CompanionLaws(guest.Contracts, guest.Binding.ContractType, parsed.GetValue(Laws) ?? []);
            using var placement = new GuestPlacement(guest);
            ContractCheck check = GuestCheck.Create(guest, placement, laws);
            check.Runs = parsed.GetValue(Runs);
            check.Seed = parsed.GetValue(Seed);
            check.Progress = name => Console.Error.WriteLine($"{name} …");
            report = check.Run(cancellation);
            results.AddRange(report.Properties);
            if (!report.IsKept)
                break;
            GuestStatus end = placement.Machine.Status();
            Console.Error.WriteLine(
                $"{placement.Name}: {placement.Boots} boot; in the end {end.FreeKiB} KiB are free, the driver holds {end.Buffers} buffers, its last client {end.ClientEndpoints} endpoints and {end.ClientBuffers} buffers");
        }
        report = report! with { Properties = results };
        if (parsed.GetValue(Report) is { } file)
            File.WriteAllBytes(file, CheckReport.Write(guests[0].Manifest, guests[0].Providers, laws, report));
        if (!parsed.GetValue(Quiet))
            Console.Write(report);
        return report.IsKept ? ExitStatus.Done : ExitStatus.CheckFailed;
    }
}
