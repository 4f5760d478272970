using System.Diagnostics;
using Singular.Builder;
using Singular.Builder.ReEmit;
using Singular.Emulation;
using Singular.Manifests;

namespace Singular.Kernel.Tests.Machine;

/// <summary>A boot image with a hostile driver in a process and others around it, built once and booted with different orders for the hostile one.</summary>
public sealed class HostileMachine : IDisposable
{
    /// <summary>Instance name of the hostile driver.</summary>
    public const string Hostile = "HostileDevice#0";

    /// <summary>What else the machine has: a clock that sends frames to the hostile driver for each time, two that call it all the time, one of them in the
    /// kernel, and the disk that the hostile driver calls.</summary>
    public static readonly string[] Others = ["CourierClock#0", "PatientClock#0", "PatientClock#1", "RamDisk#0"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Boots, the programs being compiled already, and runs a script.</summary>
    /// <param name="what">One of the orders.</param>
    /// <param name="seed">Of what it does.</param>
    /// <param name="script">Gives the commands, and may give other orders in between.</param>
    /// <param name="limit">For the whole script.</param>
    /// <returns>The transcript, and what the hostile driver has told.</returns>
    public async Task<(string Transcript, OrdersFile Told)> Run(uint what, int seed, Func<OrdersFile, IEnumerable<string>> script, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(script);
        BuiltImage image = Build();
        string orders = Path.Combine(_folder.Path, "orders");
        var told = new OrdersFile(orders, what, seed);
        var options = new EmulatorOptions { KernelFile = image.NucleusFile, ImageFile = image.ImageFile, CommandLine = "script start-limit=20", Processors = 2, DiskFile = orders };
        using Process machine = Emulator.StartPiped(options);
        var session = new ScriptSession(machine, null);
        try
        {
            await session.RunAsync(script(told), limit);
            return (session.Transcript, told);
        }
        catch (EmulatorException e)
        {
            throw new InvalidOperationException($"{e.Message}\n{session.Transcript}", e);
        }
        finally
        {
            if (!machine.WaitForExit(TimeSpan.FromSeconds(20)))
                machine.Kill();
        }
    }

    private BuiltImage Build()
    {
        var builder = new ImageBuilder(
            new ImageBuilderOptions
            {
                SystemAssembliesFolder = AppContext.BaseDirectory,
                KernelSourceFolder = Path.Combine(Checkout(), "Kernel"),
                CacheFolder = Path.Combine(Checkout(), "artifacts", "cache"),
            },
            null);
        BuiltImage image = builder.Build(
            new ImageInputs
            {
                Drivers =
                [
                    Driver("RamDisk", Placement.Process),
                    // Shared as with a verified driver: that is more memory than it would get as what it is.
                    Driver("HostileDevice", Placement.Process, ("disk", "RamDisk#0")) with { IsTypeSafe = false },
                    Driver("CourierClock", Placement.Process, ("network", Hostile)),
                    Driver("PatientClock", Placement.Kernel, ("network", Hostile)),
                    Second(Driver("PatientClock", Placement.Process, ("network", Hostile))),
                ],
            },
            Path.Combine(_folder.Path, "boot.img"));
        Assert.Empty(image.LeftOut);
        return image;
    }

    private static ImageDriver Driver(string id, Placement placement, params (string Parameter, string Provider)[] bindings) => new(
        Records.Of(id, placement, bindings),
        [new ReEmittedAssembly(id, id, File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, id + ".dll")), new string('0', 64))]);

    private static ImageDriver Second(ImageDriver driver) => driver with { Record = driver.Record with { Instance = $"{driver.Record.Manifest.Id}#1" } };

    private static string Checkout()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Singular.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside a checkout.");
    }
}
