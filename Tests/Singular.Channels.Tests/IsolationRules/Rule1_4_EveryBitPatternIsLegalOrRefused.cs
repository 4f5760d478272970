using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;

namespace Singular.Channels.Tests.IsolationRules;

/// <summary>Verified IL can give a value any bits that its place on the stack has room for. Whoever gets it was compiled on the promise that
/// only those come that the type defines.</summary>
public sealed class Rule1_4_EveryBitPatternIsLegalOrRefused
{
    public static TheoryData<string, string> Illegal
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string placement in new[] { "kernel", "process" })
            {
                foreach (string what in s_illegal.Keys)
                    cases.Add(placement, what);
            }
            return cases;
        }
    }

    public static TheoryData<string> Placements => ["kernel", "process"];

    private static readonly Everything s_legal = new("name", default(Scalars) with { When = new DateTime(2026, 11, 26) }, new Choice(Colour.Red, Signed.Zero, Wide.Small, Access.Read), "");

    private static readonly Dictionary<string, Everything> s_illegal = new()
    {
        ["an enum without such a value"] = s_legal with { Choice = s_legal.Choice with { Colour = (Colour)4 } },
        ["a signed enum without such a value"] = s_legal with { Choice = s_legal.Choice with { Signed = (Signed)2 } },
        ["a wide enum without such a value"] = s_legal with { Choice = s_legal.Choice with { Wide = (Wide)(ulong.MaxValue - 1) } },
        ["flags that are none"] = s_legal with { Choice = s_legal.Choice with { Access = (Access)0x4000 } },
        ["a decimal of scale 29"] = s_legal with { Scalars = s_legal.Scalars with { Money = Decimal(29 << 16) } },
        ["a decimal of scale 255"] = s_legal with { Scalars = s_legal.Scalars with { Money = Decimal(255 << 16) } },
        ["a decimal with flags that are none"] = s_legal with { Scalars = s_legal.Scalars with { Money = Decimal(0x4000_0001) } },
        ["a time behind the last"] = s_legal with { Scalars = s_legal.Scalars with { When = Time((ulong)DateTime.MaxValue.Ticks + 1) } },
        ["a time of all bits"] = s_legal with { Scalars = s_legal.Scalars with { When = Time(ulong.MaxValue) } },
        ["a string that is null"] = s_legal with { Name = null! },
    };

    [Theory]
    [MemberData(nameof(Illegal))]
    public void A_client_that_gives_it_is_refused_and_both_go_on(string placement, string what)
    {
        using var server = PlacedServer<IValues>.Place(placement, () => new ValuesServer());
        Everything bad = s_illegal[what];
        Assert.Throws<ChannelProtocolException>(() => server.Client.Echo(bad));
        Assert.Throws<ChannelProtocolException>(() => server.Client.TryEcho(bad, true));
        Assert.Equal(s_legal, server.Client.Echo(s_legal));
        Assert.True(server.ServerDomain.IsAlive);
    }

    [Theory]
    [MemberData(nameof(Illegal))]
    public void A_server_that_gives_it_has_failed(string placement, string what)
    {
        Everything bad = s_illegal[what];
        foreach (Action<IValues> call in new Action<IValues>[] { values => values.Echo(s_legal), values => values.TryEcho(s_legal, true) })
        {
            using var server = PlacedServer<IValues>.Place(placement, () => new ReplacingServer(bad));
            Assert.Equal("InvalidResult", Assert.Throws<ChannelFaultException>(() => call(server.Client)).Code);
            Assert.False(server.ServerDomain.IsAlive);
        }
    }

    /// <summary>IL puts 32 bits onto the stack where the parameter has 8 or 16.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public void What_is_too_wide_for_a_parameter_is_cut(string placement)
    {
        using var server = PlacedServer<IValues>.Place(placement, () => new ValuesServer());
        var attack = new DynamicMethod("Attack", typeof(Scalars), [typeof(IValues), typeof(decimal), typeof(DateTime)], typeof(IValues).Module);
        ILGenerator il = attack.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        foreach (int wide in new[] { 0x102, 0x1FF, 0x2FF, 0x1_0041, 0x1_FFFF, 0x2_FFFF })
            il.Emit(OpCodes.Ldc_I4, wide);
        il.Emit(OpCodes.Ldc_I4_M1);
        il.Emit(OpCodes.Ldc_I4_M1);
        il.Emit(OpCodes.Ldc_I8, -1L);
        il.Emit(OpCodes.Ldc_I8, -1L);
        il.Emit(OpCodes.Ldc_R4, 1f);
        il.Emit(OpCodes.Ldc_R8, 1d);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Callvirt, typeof(IValues).GetMethod(nameof(IValues.EchoScalars))!);
        il.Emit(OpCodes.Ret);
        Scalars got = attack.CreateDelegate<Func<IValues, decimal, DateTime, Scalars>>()(server.Client, 1m, DateTime.UnixEpoch);
        Assert.Equal((byte)0xFF, got.U8);
        Assert.Equal((sbyte)-1, got.S8);
        Assert.Equal('A', got.Letter);
        Assert.Equal((short)-1, got.S16);
        Assert.Equal(ushort.MaxValue, got.U16);
        Assert.Equal(1, Bits(got.Truth));
    }

    /// <summary>A truth value is 0 or 1 on arrival, in every place and both ways.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public void A_truth_value_of_any_bits_is_normalised(string placement)
    {
        foreach (byte bits in new byte[] { 1, 2, 0x80, 0xFF })
        {
            bool strange = Unsafe.BitCast<byte, bool>(bits);
            using var server = PlacedServer<IValues>.Place(placement, () => new ReplacingServer(s_legal with { Scalars = s_legal.Scalars with { Truth = strange } }));
            Assert.Equal(1, Bits(server.Client.Echo(s_legal).Scalars.Truth));
            server.Client.Echo(s_legal with { Scalars = s_legal.Scalars with { Truth = strange } });
            Assert.Equal(1, Bits(ReplacingServer.LastTruth));
            Assert.Equal(0, Bits(server.Client.Not(strange)));
        }
    }

    private static byte Bits(bool value) => Unsafe.BitCast<bool, byte>(value);

    // System.Decimal in memory: flags, high, then low and middle.
    private static decimal Decimal(int flags) => MemoryMarshal.Read<decimal>(MemoryMarshal.AsBytes<int>([flags, 0, 1, 0]));

    private static DateTime Time(ulong bits) => Unsafe.BitCast<ulong, DateTime>(bits);

    /// <summary>Gives back what it was made with, whatever it is given.</summary>
    private sealed class ReplacingServer(Everything answer) : IValues
    {
        internal static bool LastTruth { get; private set; }

        public Everything Echo(Everything value)
        {
            LastTruth = value.Scalars.Truth;
            return answer;
        }

        public Result<Everything, Choice> TryEcho(Everything value, bool succeed) => answer;

        public Scalars EchoScalars(
            bool truth, byte u8, sbyte s8, char letter, short s16, ushort u16, int s32, uint u32, long s64, ulong u64, float f32, double f64,
            decimal money, DateTime when) => answer.Scalars;

        public Choice EchoChoice(Colour colour, Signed signed, Wide wide, Access access) => answer.Choice;

        public bool Not(bool value) => Unsafe.BitCast<byte, bool>((byte)(value ? 0 : 4));

        public Plain EchoPlain(Plain value) => value;

        public string Join(string first, string second) => answer.Name;

        public void Nothing()
        {
        }

        public Result<Done, Colour> Succeed() => answer.Choice.Colour;
    }
}
