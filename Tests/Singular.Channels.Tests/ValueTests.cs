using FsCheck;
using FsCheck.Fluent;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Channels.Tests.Servers;

namespace Singular.Channels.Tests;

public sealed class ValueTests
{
    private static readonly Gen<string> s_text = ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "");

    private static readonly Gen<Scalars> s_scalars =
        from bits in ArbMap.Default.GeneratorFor<ulong>()
        from truth in ArbMap.Default.GeneratorFor<bool>()
        from letter in Gen.Choose(0, 0xFFFF)
        from number in ArbMap.Default.GeneratorFor<long>()
        from real in ArbMap.Default.GeneratorFor<double>()
        from money in ArbMap.Default.GeneratorFor<decimal>()
        from ticks in Gen.Choose(0, int.MaxValue)
        from kind in Gen.Elements(DateTimeKind.Unspecified, DateTimeKind.Utc, DateTimeKind.Local)
        select new Scalars(
            truth, (byte)bits, (sbyte)bits, (char)letter, (short)bits, (ushort)bits, (int)bits, (uint)bits, number, bits, (float)real, real, money,
            new DateTime(ticks * 1_000_000_000L, kind));

    private static readonly Gen<Choice> s_choice =
        from colour in Gen.Elements(Enum.GetValues<Colour>())
        from signed in Gen.Elements(Enum.GetValues<Signed>())
        from wide in Gen.Elements(Enum.GetValues<Wide>())
        from access in Gen.Elements(Access.None, Access.Read, Access.Read | Access.Write, Access.Execute | Access.Read)
        select new Choice(colour, signed, wide, access);

    private static readonly Gen<Everything> s_everything =
        from name in s_text
        from scalars in s_scalars
        from choice in s_choice
        from comment in s_text
        select new Everything(name, scalars, choice, comment);

    public static TheoryData<string> Placements => ["kernel", "process"];

    [Theory]
    [MemberData(nameof(Placements))]
    public void What_comes_back_is_what_went_in(string placement)
    {
        using var server = PlacedServer<IValues>.Place(placement, () => new ValuesServer());
        IValues values = server.Client;
        Prop.ForAll(s_everything.ToArbitrary(), value =>
        {
            Scalars s = value.Scalars;
            Assert.Equal(value, values.Echo(value));
            Assert.Equal(value, values.TryEcho(value, true).Value);
            Assert.Equal(value.Choice, values.TryEcho(value, false).Error);
            Scalars back = values.EchoScalars(
                s.Truth, s.U8, s.S8, s.Letter, s.S16, s.U16, s.S32, s.U32, s.S64, s.U64, s.F32, s.F64, s.Money, s.When);
            Assert.Equal(s, back);
            Assert.Equal(s.When.Kind, back.When.Kind);
            Assert.Equal(value.Choice, values.EchoChoice(value.Choice.Colour, value.Choice.Signed, value.Choice.Wide, value.Choice.Access));
            Assert.Equal(value.Name + value.Comment, values.Join(value.Name, value.Comment));
            Assert.Equal(!s.Truth, values.Not(s.Truth));
            var plain = new Plain(s.Truth, s.S8, value.Choice, s.Letter, s.S16, !s.Truth, s.F32, s.F64, s.U8);
            Assert.Equal(plain, values.EchoPlain(plain));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
        values.Nothing();
        Assert.True(values.Succeed().IsOk);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void Spans_are_borrowed_in_both_directions(string placement)
    {
        using var server = PlacedServer<ISpans>.Place(placement, () => new SpansServer());
        ISpans spans = server.Client;
        Assert.Equal(10, spans.Sum([1, 2, 3, 4]));
        Assert.Equal(0, spans.Sum([]));
        byte[] bytes = [1, 2, 3, 4, 5];
        spans.Reverse(bytes.AsSpan(1, 3));
        Assert.Equal([1, 4, 3, 2, 5], bytes);
        long[] result = new long[5];
        Assert.Equal(4, spans.Merge([9, 1], [5, 3], result));
        Assert.Equal([1, 3, 5, 9, 0], result);
        double[] doubles = [1.5, -2, double.NaN];
        Assert.Equal(3, spans.Scale(doubles, 2, "abc"));
        Assert.Equal([3, -4, double.NaN], doubles);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void A_call_carries_64_KiB_and_not_a_byte_more(string placement)
    {
        using var server = PlacedServer<ISpans>.Place(placement, () => new SpansServer());
        byte[] most = new byte[ChannelLimits.MaxCallBytes];
        most[0] = 1;
        server.Client.Reverse(most);
        Assert.Equal(1, most[^1]);
        var refused = Assert.Throws<ChannelProtocolException>(() => server.Client.Reverse(new byte[ChannelLimits.MaxCallBytes + 1]));
        Assert.Equal("ISpans.Reverse", refused.Member);
        Assert.Throws<ChannelProtocolException>(() => server.Client.Scale(new double[8_000], 1, new string('x', 1_000)));
        Assert.Equal(768, server.Client.Scale(new double[8_000], 1, new string('x', 768)));
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void Overlapping_spans_are_refused(string placement)
    {
        using var server = PlacedServer<ISpans>.Place(placement, () => new SpansServer());
        long[] shared = new long[10];
        var refused = Assert.Throws<ChannelProtocolException>(
            () => server.Client.Merge(shared.AsSpan(0, 4), new long[2], shared.AsSpan(3, 6)));
        Assert.Contains("first and result overlap", refused.Reason);
        Assert.Equal(4, server.Client.Merge(shared.AsSpan(0, 2), shared.AsSpan(2, 2), shared.AsSpan(4, 6)));
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void Values_that_their_type_does_not_define_are_refused(string placement)
    {
        using var server = PlacedServer<IValues>.Place(placement, () => new ValuesServer());
        IValues values = server.Client;
        foreach (Colour colour in new[] { (Colour)0, (Colour)4, (Colour)99, (Colour)101, (Colour)(-1), (Colour)int.MinValue })
            Assert.Throws<ChannelProtocolException>(() => values.EchoChoice(colour, Signed.Zero, Wide.Small, Access.None));
        Assert.Throws<ChannelProtocolException>(() => values.EchoChoice(Colour.Red, (Signed)2, Wide.Small, Access.None));
        Assert.Throws<ChannelProtocolException>(() => values.EchoChoice(Colour.Red, Signed.Low, (Wide)1, Access.None));
        var refused = Assert.Throws<ChannelProtocolException>(() => values.EchoChoice(Colour.Red, Signed.Low, Wide.Huge, (Access)4));
        Assert.Contains("access", refused.Reason);
        Assert.Throws<ChannelProtocolException>(() => values.Join(null!, ""));
        Assert.Throws<ChannelProtocolException>(() => values.Echo(default));
        // Both sides stay usable.
        Assert.Equal("ab", values.Join("a", "b"));
        Assert.True(server.ServerDomain.IsAlive);
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public void A_truth_value_of_2_arrives_as_true(string placement)
    {
        using var server = PlacedServer<IValues>.Place(placement, () => new ValuesServer());
        byte two = 2;
        bool strange = System.Runtime.CompilerServices.Unsafe.As<byte, bool>(ref two);
        bool answer = server.Client.Not(strange);
        Assert.Equal(0, System.Runtime.CompilerServices.Unsafe.As<bool, byte>(ref answer));
    }
}
