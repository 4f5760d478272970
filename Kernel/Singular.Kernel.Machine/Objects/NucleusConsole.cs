using Singular.Kernel.Platform;

namespace Singular.Kernel.Machine;

/// <summary>The polled boot console of the nucleus.</summary>
internal sealed class NucleusConsole : IFallbackConsole
{
    // console_release: 0 gives the device's ports away, 1 takes them back.
    private const long GiveAway = 0;
    private const long TakeItBack = 1;

    public int Read(Span<byte> buffer) => (int)Math.Max(0, Nucleus.TryBuffer(CallNumber.ConsoleRead, buffer));

    public void Write(ReadOnlySpan<byte> data) => Nucleus.TryBuffer(CallNumber.ConsoleWrite, data);

    public void Release() => Nucleus.Try(CallNumber.ConsoleRelease, GiveAway);

    public void TakeBack() => Nucleus.Try(CallNumber.ConsoleRelease, TakeItBack);
}
