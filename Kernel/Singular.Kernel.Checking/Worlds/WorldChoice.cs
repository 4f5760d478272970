using Singular.Contracts;
using Singular.Kernel.Checking.Worlds.Volumes;
using Singular.Manifests;

namespace Singular.Kernel.Checking.Worlds;

/// <summary>Chooses the world for a driver by what it provides and asks for.</summary>
internal static class WorldChoice
{
    // What the simulated PC answers at: real-time clock, keyboard controller, first serial port.
    private static readonly PortRange[] s_simulated = [new("", 0x70, 2), new("", 0x60, 1), new("", 0x64, 1), new("", 0x3F8, 8)];

    /// <summary>How many worlds there are for a driver.</summary>
    internal static int Count(DriverUnderCheck driver) =>
        IsFileSystem(driver) ? VolumeKinds.All.Count
        : IsSerial(driver) ? Enum.GetValues<SerialKind>().Length
        : IsKeyboard(driver) ? Enum.GetValues<KeyboardKind>().Length
        : 1;

    /// <param name="driver">The driver.</param>
    /// <param name="number">Which of the worlds there are for it; the plainest is 0.</param>
    /// <exception cref="CheckException">It asks for hardware that is not simulated, or for a service that nobody models.</exception>
    internal static PcWorld For(DriverUnderCheck driver, int number)
    {
        foreach (DriverUnderCheck asking in driver.Providers.Prepend(driver))
            Require(asking.Manifest);
        PcWorld world = Choose(driver, number);
        try
        {
            world.ProvideRest(driver);
            return world;
        }
        catch
        {
            world.Dispose();
            throw;
        }
    }

    private static void Require(DriverManifest manifest)
    {
        if (manifest.Ports.FirstOrDefault(range => !s_simulated.Any(known => range.First >= known.First && range.Last <= known.Last)) is { } unknown)
            throw new CheckException($"{manifest.Id} asks for the ports {unknown}, where no simulated device answers; simulated are a PC's clock (0x70-0x71), keyboard controller (0x60, 0x64) and first serial port (0x3F8-0x3FF).");
        if (manifest.Interrupts.FirstOrDefault(interrupt => interrupt.Line is not (1 or 4)) is { } line)
            throw new CheckException($"{manifest.Id} asks for interrupt {line.Line}, which no simulated device raises; simulated are 1 (keyboard) and 4 (serial).");
    }

    private static PcWorld Choose(DriverUnderCheck driver, int number)
    {
        if (driver.Contract == typeof(IClock) && UsesPort(driver, 0x70))
            return new ClockWorld(driver);
        if (IsSerial(driver))
            return new SerialWorld(driver, (SerialKind)number);
        if (IsKeyboard(driver))
            return new KeyboardWorld(driver, (KeyboardKind)number);
        if (driver.Contract == typeof(IBlockDevice) && driver.Manifest.Memory.Count == 1)
            return new DiskWorld(driver);
        return IsFileSystem(driver) ? new VolumeWorld(driver, VolumeKinds.All[number]) : new PlainWorld(driver);
    }

    private static bool UsesPort(DriverUnderCheck driver, int port) => driver.Manifest.Ports.Any(range => range.First <= port && range.Last >= port);

    private static bool IsSerial(DriverUnderCheck driver) => driver.Contract == typeof(ICharacterDevice) && UsesPort(driver, 0x3F8);

    private static bool IsKeyboard(DriverUnderCheck driver) => driver.Contract == typeof(IKeyboard) && UsesPort(driver, 0x60);

    private static bool IsFileSystem(DriverUnderCheck driver) =>
        driver.Contract == typeof(IFileSystem) && driver.Manifest.Imports.Any(import => import.Contract.Name == "singular.block-device");
}
