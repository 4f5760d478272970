using Singular.Contracts;
using Singular.Manifests;

namespace Singular.Kernel.Checking.Worlds;

/// <summary>Chooses the world for a driver by what it provides and asks for.</summary>
internal static class WorldChoice
{
    // What the simulated PC answers at: real-time clock, keyboard controller, first serial port.
    private static readonly PortRange[] s_simulated = [new("", 0x70, 2), new("", 0x60, 1), new("", 0x64, 1), new("", 0x3F8, 8)];

    /// <exception cref="CheckException">It asks for hardware that is not simulated, or for a service that nobody models.</exception>
    internal static PcWorld For(DriverUnderCheck driver)
    {
        DriverManifest manifest = driver.Manifest;
        if (manifest.Ports.FirstOrDefault(range => !s_simulated.Any(known => range.First >= known.First && range.Last <= known.Last)) is { } unknown)
            throw new CheckException($"{manifest.Id} asks for the ports {unknown}, where no simulated device answers; simulated are a PC's clock (0x70-0x71), keyboard controller (0x60, 0x64) and first serial port (0x3F8-0x3FF).");
        if (manifest.Interrupts.FirstOrDefault(interrupt => interrupt.Line is not (1 or 4)) is { } line)
            throw new CheckException($"{manifest.Id} asks for interrupt {line.Line}, which no simulated device raises; simulated are 1 (keyboard) and 4 (serial).");
        bool UsesPort(int port) => manifest.Ports.Any(range => range.First <= port && range.Last >= port);
        if (driver.Contract == typeof(IClock) && UsesPort(0x70))
            return new ClockWorld(driver);
        if (driver.Contract == typeof(ICharacterDevice) && UsesPort(0x3F8))
            return new SerialWorld(driver);
        if (driver.Contract == typeof(IKeyboard) && UsesPort(0x60))
            return new KeyboardWorld(driver);
        if (driver.Contract == typeof(IBlockDevice) && manifest.Memory.Count == 1)
            return new DiskWorld(driver);
        if (driver.Contract == typeof(IFileSystem) && manifest.Imports.Any(import => import.Contract.Name == "singular.block-device"))
            return new VolumeWorld(driver);
        return new PlainWorld(driver);
    }
}
