using Singular.Channels.Testing;
using Singular.Contracts;
using Singular.Kernel.Checking.Worlds.Volumes;
using Singular.Manifests;

namespace Singular.Kernel.Checking.Guest.Worlds;

/// <summary>Chooses the world for a driver by what it provides and asks for.</summary>
internal static class GuestWorldChoice
{
    private const string RamDisk = "ramdisk";

    // The second serial port is the agent's (Kernel/Singular.Kernel.CheckAgent/SecondSerialPort.cs).
    private const int AgentLine = 3;
    private static readonly PortRange s_agentPorts = new("", 0x2F8, 8);

    /// <exception cref="CheckException">It asks for what the check itself needs, or for memory that cannot be brought back to its beginning.</exception>
    internal static GuestWorld For(GuestUnderCheck guest, GuestMachine machine)
    {
        DriverManifest manifest = guest.Manifest;
        Type contract = guest.Binding.ContractType;
        bool UsesPort(int port) => manifest.Ports.Any(range => range.First <= port && range.Last >= port);
        bool Imports(string name) => manifest.Imports.Any(import => import.Contract.Name == name);
        if (contract == typeof(IClock) && UsesPort(0x70))
            return new GuestClockWorld(machine);
        if (contract == typeof(ICharacterDevice) && UsesPort(0x3F8))
            return new GuestSerialWorld(machine);
        if (contract == typeof(IKeyboard) && UsesPort(0x60) && UsesPort(0x64))
            return new GuestKeyboardWorld(machine);
        if (contract == typeof(IBlockDevice) && manifest.Memory.Count == 1)
            return new GuestDiskWorld(machine);
        return contract == typeof(IFileSystem) && Imports("singular.block-device") ? new GuestVolumeWorld(machine, Imports("singular.clock")) : new GuestWorld(machine);
    }

    /// <summary>Refuses what cannot be checked in the guest.</summary>
    /// <inheritdoc cref="For" path="/exception"/>
    internal static void Require(DriverManifest manifest)
    {
        if (manifest.Ports.FirstOrDefault(s_agentPorts.Overlaps) is { } range)
            throw new CheckException($"{manifest.Id} asks for the ports {range}; in the guest the second serial port (0x2F8-0x2FF, interrupt {AgentLine}) is the check's own line.");
        if (manifest.Interrupts.Any(interrupt => interrupt.Line == AgentLine))
            throw new CheckException($"{manifest.Id} asks for interrupt {AgentLine}; in the guest it is the check's own line.");
        if (manifest.Memory.FirstOrDefault(memory => memory.Name != RamDisk) is { } memory)
            throw new CheckException($"{manifest.Id} asks for the memory '{memory.Name}', whose contents outlive a run; in the guest only '{RamDisk}' can be brought back to its beginning.");
    }

    /// <summary>Adds values that mean something to the contract.</summary>
    internal static void AddSamples(GuestUnderCheck guest, SampleValues samples)
    {
        if (guest.Binding.ContractType == typeof(IFileSystem))
            VolumeWorld.AddSamplesTo(samples);
    }
}
