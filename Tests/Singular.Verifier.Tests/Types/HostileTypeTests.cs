using System.Text;

namespace Singular.Verifier.Tests.Types;

/// <summary>Types whose written-out form is exponential or endless: answered at once, whatever the answer.</summary>
public sealed class HostileTypeTests
{
    /// <summary>Generous for a machine that does other things as well; the work takes milliseconds.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void An_enum_over_itself_as_an_argument_of_an_attribute()
    {
        // The metadata library looks for the number behind the enum to read the attribute, for ever.
        Assert.False(Verify("""
            .class public auto ansi sealed E extends [System.Runtime]System.Enum { .field public specialname rtspecialname valuetype E value__ }
            .class public auto ansi sealed System.Runtime.CompilerServices.InlineArrayAttribute extends [System.Runtime]System.Attribute
            { .method public specialname rtspecialname instance void .ctor(valuetype E l) cil managed
              { .maxstack 1  ldarg.0  call instance void [System.Runtime]System.Attribute::.ctor()  ret } }
            .class public sequential ansi sealed S extends [System.Runtime]System.ValueType
            { .custom instance void System.Runtime.CompilerServices.InlineArrayAttribute::.ctor(valuetype E) = ( 01 00 04 00 00 00 00 00 )
              .field public int32 F }
            .class public auto ansi C extends [System.Runtime]System.Object { .field public valuetype S F }
            """).IsAccepted);
    }

    [Fact]
    public void Doubling_base_types()
    {
        var il = new StringBuilder(".class public auto ansi Pair`2<A,B> extends [System.Runtime]System.Object { }\n")
            .Append(".class public auto ansi C0`1<T> extends [System.Runtime]System.Object { }\n");
        for (var i = 1; i <= 60; i++)
            il.Append($".class public auto ansi C{i}`1<T> extends class C{i - 1}`1<class Pair`2<!T,!T>> {{ }}\n");
        Assert.False(Verify(il.ToString()).IsAccepted);
    }

    [Fact]
    public void Doubling_interfaces()
    {
        var il = new StringBuilder(".class interface public abstract auto ansi I0`1<T> { }\n");
        for (var i = 1; i <= 40; i++)
            il.Append($".class interface public abstract auto ansi I{i}`1<T> implements class I{i - 1}`1<!T[]>, class I{i - 1}`1<class [System.Runtime]System.Func`1<!T>> {{ }}\n");
        il.Append(".class public auto ansi C extends [System.Runtime]System.Object implements class I40`1<int32> { }\n");
        Assert.False(Verify(il.ToString()).IsAccepted);
    }

    [Fact]
    public void Doubling_structs()
    {
        var il = new StringBuilder(".class public sequential ansi sealed S0 extends [System.Runtime]System.ValueType { .field public int8 F }\n");
        for (var i = 1; i <= 70; i++)
            il.Append($".class public explicit ansi sealed S{i} extends [System.Runtime]System.ValueType {{ .field [0] public valuetype S{i - 1} A  .field [0] public valuetype S{i - 1} B }}\n");
        Verify(il.ToString());
    }

    [Fact]
    public void A_long_chain_of_base_types()
    {
        var il = new StringBuilder(".class public auto ansi C0 extends [System.Runtime]System.Object { }\n");
        for (var i = 1; i <= 3_000; i++)
            il.Append($".class public auto ansi C{i} extends C{i - 1} {{ }}\n");
        Assert.Contains(Verify(il.ToString()).Findings, f => f.Code == "LimitExceeded");
    }

    [Fact]
    public void A_struct_that_grows_without_end() =>
        Assert.False(Verify(".class public sequential ansi sealed S`1<T> extends [System.Runtime]System.ValueType { .field public valuetype S`1<valuetype S`1<!T>> F }").IsAccepted);

    [Fact]
    public void Many_jumps_over_many_locals()
    {
        var il = new StringBuilder(".class public auto ansi C extends [System.Runtime]System.Object\n{ .method public static void M(int32 i) cil managed\n{ .maxstack 1 .locals init (");
        il.AppendJoin(", ", Enumerable.Repeat("valuetype [System.Runtime]System.Span`1<int32>", 2_000)).Append(")\n");
        for (var i = 0; i < 20_000; i++)
            il.Append($"L{i}: ldarg.0  brtrue L{(i * 7_919) % 20_000}\n");
        il.Append("ret } }\n");
        Assert.Contains(Verify(il.ToString()).Findings, f => f.Code == "LimitExceeded");
    }

    private static VerificationResult Verify(string il)
    {
        var image = IlAssembler.Assemble(il);
        using var references = IlAssembler.NewPlatformReferences();
        var started = System.Diagnostics.Stopwatch.StartNew();
        var result = AssemblyVerifier.Verify(image, references, new VerifierOptions { Checks = VerificationChecks.Types });
        Assert.True(started.Elapsed < s_patience, $"{started.Elapsed}");
        Assert.DoesNotContain(result.Findings, f => f.Code == "InternalError");
        return result;
    }
}
