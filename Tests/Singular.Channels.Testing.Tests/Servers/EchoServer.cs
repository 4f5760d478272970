using Singular.Channels.Samples;

namespace Singular.Channels.Testing.Tests.Servers;

/// <summary>Gives back what it gets.</summary>
public sealed class EchoServer : IValues
{
    public Everything Echo(Everything value) => value;

    public Result<Everything, Choice> TryEcho(Everything value, bool succeed) => succeed ? value : value.Choice;

    public Scalars EchoScalars(
        bool truth, byte u8, sbyte s8, char letter, short s16, ushort u16, int s32, uint u32, long s64, ulong u64, float f32, double f64,
        decimal money, DateTime when) =>
        new(truth, u8, s8, letter, s16, u16, s32, u32, s64, u64, f32, f64, money, when);

    public Choice EchoChoice(Colour colour, Signed signed, Wide wide, Access access) => new(colour, signed, wide, access);

    public bool Not(bool value) => !value;

    public Plain EchoPlain(Plain value) => value;

    public string Join(string first, string second) => first + second;

    public void Nothing()
    {
    }

    public Result<Done, Colour> Succeed() => new Done();
}
