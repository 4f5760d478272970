using System.Diagnostics;
using Singular.Drivers.Clocks;
using Singular.Drivers.FileSystems;
using Singular.Drivers.Keyboards;
using Singular.Drivers.Serial;
using Singular.Drivers.Storage;
using Singular.Drivers.Testing;

namespace Singular.Contracts.Laws.Tests.Servers;

/// <summary>Stock drivers with simulated hardware below them.</summary>
internal static class Worlds
{
    private static readonly Lazy<byte[]> s_volume = new(Format);

    public static object Clock()
    {
        var machine = new SimulatedMachine();
        machine.Attach(new Mc146818(() => new DateTime(2026, 11, 26, 1, 2, 3)), 0x70, 2);
        return new CmosClock(machine.CreatePorts(new SimulatedDomain(), 0x70, 2));
    }

    public static object Serial()
    {
        var machine = new SimulatedMachine();
        var domain = new SimulatedDomain();
        machine.Attach(new Ns16550(machine.Line(4), hasFifo: true), 0x3F8, 8);
        return new Uart16550(machine.CreatePorts(domain, 0x3F8, 8), machine.CreateInterrupt(domain, 4));
    }

    public static object Keyboard()
    {
        var machine = new SimulatedMachine();
        var domain = new SimulatedDomain();
        new I8042(machine.Line(1)).AttachTo(machine);
        return new Ps2Keyboard(machine.CreatePorts(domain, 0x60, 1), machine.CreatePorts(domain, 0x64, 1), machine.CreateInterrupt(domain, 1));
    }

    public static object Disk() => Disk(new byte[64 * 512]);

    public static object FileSystem() => new FatFileSystem((IBlockDevice)Disk((byte[])s_volume.Value.Clone()), (IClock)Clock());

    private static object Disk(byte[] memory) => new RamDisk(SimulatedMachine.CreateMemory(new SimulatedDomain(), SimulatedMemory.OfArray(memory)));

    private static byte[] Format()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, new byte[4 * 1024 * 1024]);
            using Process tool = Process.Start(new ProcessStartInfo("mkfs.fat", ["-F", "12", path]) { RedirectStandardOutput = true })!;
            tool.StandardOutput.ReadToEnd();
            tool.WaitForExit();
            Assert.Equal(0, tool.ExitCode);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
