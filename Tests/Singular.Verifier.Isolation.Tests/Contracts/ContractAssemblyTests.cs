using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Verifier.Contracts;
using Singular.Verifier.Isolation.Tests.Isolation;

namespace Singular.Verifier.Isolation.Tests.Contracts;

/// <summary>Each rule of contract assemblies: an assembly that breaks it, and its nearest valid neighbour.</summary>
public class ContractAssemblyTests
{
    [Theory]
    [InlineData("void M(int a, bool b, char c, double d, string e, E f, V g, ReadOnlySpan<byte> h, Span<uint> i);")]
    [InlineData("E M(); V N(); string O(); bool P();")]
    [InlineData("Result<V, E> M(); Result<string, V> N(); Result<Done, E> O(); Result<IEnd, E> P(); IEnd Q();")]
    [InlineData("ValueTask M(); ValueTask<int> N(string s); ValueTask<Result<V, E>> O(); ValueTask<IEnd> P();")]
    [InlineData("[TimeLimit(1)] void M(); [Repeatable] int N();")]
    [InlineData("void M(decimal a, DateTime b); decimal N(); Result<DateTime, E> O();")]
    [InlineData("void M(Owned<byte> a, Owned<double> b, Owned<char> c); Owned<int> N(); Result<Owned<ulong>, E> O(); ValueTask<Owned<byte>> P(Owned<byte> a); ValueTask<Result<Owned<byte>, E>> Q();")]
    [InlineData("void M(IEnd a); Result<IEnd, E> N(IEnd a, Span<byte> b, IEnd c); ValueTask<IEnd> O(string a, IEnd b); [Ends] void Close();")]
    public void WhatMayCrossIsAccepted(string members) => Compile.ExpectNone(Findings($"[Contract(\"a.b-c\", 1, 0)] public interface IC {{ {members} }}"));

    [Theory]
    [InlineData("void M(object o);", ContractCodes.Parameter)]
    [InlineData("void M(int[] o);", ContractCodes.Parameter)]
    [InlineData("void M(List<int> o);", ContractCodes.Parameter)]
    [InlineData("void M(Action o);", ContractCodes.Parameter)]
    [InlineData("void M(nint o);", ContractCodes.Parameter)]
    [InlineData("void M(TimeSpan o);", ContractCodes.Parameter)]
    [InlineData("void M(Guid o);", ContractCodes.Parameter)]
    [InlineData("void M(DateTimeOffset o);", ContractCodes.Parameter)]
    [InlineData("void M(Span<decimal> o);", ContractCodes.Borrow)]
    [InlineData("void M(Span<DateTime> o);", ContractCodes.Borrow)]
    [InlineData("Result<int, decimal> M();", ContractCodes.Result)]
    [InlineData("Result<int, DateTime> M();", ContractCodes.Result)]
    [InlineData("void M(DayOfWeek o);", ContractCodes.Parameter)]
    [InlineData("void M(int? o);", ContractCodes.Parameter)]
    [InlineData("void M(ref int o);", ContractCodes.Parameter)]
    [InlineData("void M(out int o);", ContractCodes.Parameter)]
    [InlineData("void M(in int o);", ContractCodes.Parameter)]
    [InlineData("void M((int, int) o);", ContractCodes.Parameter)]
    [InlineData("void M(CancellationToken o);", ContractCodes.Parameter)]
    [InlineData("void M(Memory<byte> o);", ContractCodes.Parameter)]
    [InlineData("void M(ref Span<byte> o);", ContractCodes.Parameter)]
    [InlineData("void M(IEndless o);", ContractCodes.EndpointParameter)]
    [InlineData("void M(ILate o);", ContractCodes.EndpointParameter)]
    [InlineData("void M(IC o);", ContractCodes.EndpointParameter)]
    [InlineData("void M(IEnd o, Owned<byte> p);", ContractCodes.EndpointParameter)]
    [InlineData("void M(IEnd o, IEnd p, IEnd q, IEnd r, IEnd s);", ContractCodes.EndpointParameter)]
    [InlineData("void M(ref IEnd o);", ContractCodes.Parameter)]
    [InlineData("void M(IEnd[] o);", ContractCodes.Parameter)]
    [InlineData("void M(List<IEnd> o);", ContractCodes.Parameter)]
    [InlineData("void M(Func<IEnd> o);", ContractCodes.Parameter)]
    [InlineData("[Repeatable] void M(IEnd o);", ContractCodes.Repeatable)]
    [InlineData("void M(Span<bool> o);", ContractCodes.Borrow)]
    [InlineData("void M(ReadOnlySpan<char> o);", ContractCodes.Borrow)]
    [InlineData("void M(Span<E> o);", ContractCodes.Borrow)]
    [InlineData("void M(ReadOnlySpan<string> o);", ContractCodes.Borrow)]
    [InlineData("ValueTask M(Span<byte> o);", ContractCodes.Borrow)]
    [InlineData("ValueTask<int> M(ReadOnlySpan<byte> o);", ContractCodes.Borrow)]
    [InlineData("Span<byte> M();", ContractCodes.Result)]
    [InlineData("Task M();", ContractCodes.Result)]
    [InlineData("int[] M();", ContractCodes.Result)]
    [InlineData("ref int M();", ContractCodes.Result)]
    [InlineData("object M();", ContractCodes.Result)]
    [InlineData("Result<int, int> M();", ContractCodes.Result)]
    [InlineData("Result<object, E> M();", ContractCodes.Result)]
    [InlineData("Result<Result<int, E>, E> M();", ContractCodes.Result)]
    [InlineData("ValueTask<ValueTask> M();", ContractCodes.Result)]
    [InlineData("int P { get; }", ContractCodes.Member)]
    [InlineData("event Action E1;", ContractCodes.Member)]
    [InlineData("int this[int i] { get; }", ContractCodes.Member)]
    [InlineData("void M() { }", ContractCodes.Member)]
    [InlineData("static void M() { }", ContractCodes.Member)]
    [InlineData("static abstract void M();", ContractCodes.Member)]
    [InlineData("void M<T>();", ContractCodes.Member)]
    [InlineData("const int N = 1; void M();", ContractCodes.Member)]
    [InlineData("static int N; void M();", ContractCodes.Member)]
    [InlineData("static readonly int N = 1; void M();", ContractCodes.Member)]
    [InlineData("internal void M();", ContractCodes.Member)]
    [InlineData("private void M() { }", ContractCodes.Member)]
    [InlineData("void Mаin();", ContractCodes.Member)] // with a Cyrillic letter
    [InlineData("[Repeatable] IEnd M();", ContractCodes.Repeatable)]
    [InlineData("[Repeatable] void M(Owned<byte> o);", ContractCodes.Repeatable)]
    [InlineData("[Repeatable] Owned<byte> M();", ContractCodes.Repeatable)]
    [InlineData("[Repeatable] ValueTask<Result<Owned<byte>, E>> M();", ContractCodes.Repeatable)]
    [InlineData("void M(Owned<bool> o);", ContractCodes.Parameter)]
    [InlineData("void M(Owned<E> o);", ContractCodes.Parameter)]
    [InlineData("void M(ref Owned<byte> o);", ContractCodes.Parameter)]
    [InlineData("void M(Owned<byte>[] o);", ContractCodes.Parameter)]
    [InlineData("void M(OwnedSlot<byte> o);", ContractCodes.Parameter)]
    [InlineData("Result<Owned<nint>, E> M();", ContractCodes.Result)]
    [InlineData("Result<int, Owned<byte>> M();", ContractCodes.Result)]
    [InlineData("[Repeatable] Result<IEnd, E> M();", ContractCodes.Repeatable)]
    [InlineData("[TimeLimit(0)] void M();", ContractCodes.TimeLimit)]
    [InlineData("[TimeLimit(3600001)] void M();", ContractCodes.TimeLimit)]
    public void WhatMayNotCrossIsRefused(string member, string code) =>
        Assert.Contains(code, Codes($"[Contract(\"a\", 1, 0)] public interface IC {{ {member} }}"));

    [Theory]
    [InlineData("[Contract(\"\", 1, 0)] public interface IC;", ContractCodes.Version)]
    [InlineData("[Contract(\"Upper\", 1, 0)] public interface IC;", ContractCodes.Version)]
    [InlineData("[Contract(\"a..b\", 1, 0)] public interface IC;", ContractCodes.Version)]
    [InlineData("[Contract(\"a\", 0, 0)] public interface IC;", ContractCodes.Version)]
    [InlineData("[Contract(\"a\", 1, -1)] public interface IC;", ContractCodes.Version)]
    [InlineData("[Contract(\"a\", 1, 0)] public interface IC; [Contract(\"a\", 1, 1)] public interface ID;", ContractCodes.Version)]
    [InlineData("[Contract(\"a\", 1, 1)] public interface IC { [Since(2)] void M(); }", ContractCodes.Version)]
    [InlineData("[Contract(\"a\", 1, 1)] public interface IC { [Since(0)] void M(); }", ContractCodes.Version)]
    [InlineData("[Contract(\"a\", 1, 1)] public interface IC { void M(); [Since(1)] [Ends] void Close(); }", ContractCodes.Version)]
    [InlineData("public enum Empty;", ContractCodes.Type)]
    [InlineData("public enum Names { Оne }", ContractCodes.Member)] // with a Cyrillic letter
    [InlineData("[Exchangeable] public readonly record struct S(int Оne);", ContractCodes.Member)]
    [InlineData("[Contract(\"a\", 1, 0)] interface IC;", ContractCodes.Type)]
    [InlineData("[Contract(\"a\", 1, 0)] public interface IC<T>;", ContractCodes.Type)]
    [InlineData("[Contract(\"a\", 1, 0)] public interface IC : IEnd;", ContractCodes.Type)]
    [InlineData("public interface IPlain;", ContractCodes.Type)]
    [InlineData("public static class Code { public static int X() => 1; }", ContractCodes.Type)]
    [InlineData("public struct Plain;", ContractCodes.Type)]
    [InlineData("public delegate void D();", ContractCodes.Type)]
    public void OtherTypesAndVersionsAreRefused(string source, string code) => Assert.Contains(code, Codes(source));

    [Theory]
    [InlineData("[Exchangeable] public readonly record struct S(object O);", ContractCodes.Exchangeable)]
    [InlineData("[Exchangeable] public readonly record struct S(int[] O);", ContractCodes.Exchangeable)]
    [InlineData("[Exchangeable] public readonly record struct S(IEnd O);", ContractCodes.Exchangeable)]
    [InlineData("[Exchangeable] public readonly record struct S(Guid O);", ContractCodes.Exchangeable)]
    [InlineData("[Exchangeable] public record struct S(int O);", ContractCodes.Exchangeable)]
    [InlineData("[Exchangeable] public readonly struct S(int o) { public int O => o; }", ContractCodes.Exchangeable)]
    [InlineData("[Exchangeable] public readonly record struct S<T>(int O);", ContractCodes.Exchangeable)]
    [InlineData("[Exchangeable] public readonly ref struct S;", ContractCodes.Exchangeable)]
    [InlineData("[Exchangeable] public readonly record struct S(int O) { public int P { get; init; } = 1; }", ContractCodes.Exchangeable)]
    [InlineData("[Exchangeable] public readonly record struct S(int O) { public S(string s) : this(s.Length) { } }", ContractCodes.Exchangeable)]
    [InlineData("[Exchangeable] public readonly record struct S(int O) { public static readonly int N = 1; }", ContractCodes.Exchangeable)]
    [InlineData("[Exchangeable] public readonly record struct S(int O) { public int Twice() => 2 * O; }", ContractCodes.Member)]
    [InlineData("[Exchangeable] public readonly record struct S(int O) { public override string ToString() { while (true) ; } }", ContractCodes.Body)]
    [InlineData("[Exchangeable] public readonly record struct S(int O) { public override int GetHashCode() => throw new Exception(); }", ContractCodes.Body)]
    [InlineData("[Exchangeable] public readonly record struct S(int O) { public bool Equals(S s) => Console.Read() == 0; }", ContractCodes.Body)]
    public void ExchangeableStructsHoldValuesAndNothingElse(string source, string code) => Assert.Contains(code, Codes(source));

    [Theory]
    [InlineData("[Exchangeable] public readonly record struct S(int A, string B, V C, E D, bool F, char G);")]
    [InlineData("[Exchangeable] public readonly record struct S;")]
    [InlineData("[Exchangeable] public readonly record struct S(decimal A, DateTime B);")]
    public void PositionalReadonlyRecordStructsAreAccepted(string source) => Compile.ExpectNone(Findings(source));

    [Theory]
    [InlineData("[Contract(\"a\", 1, 2)] public interface IC { void M(); [Since(1)] int N(); [Since(2)] E O(); [Ends] void Close(); [Since(2)] [Ends] void Drop(); }")]
    [InlineData("[Contract(\"a\", 1, 0)] public interface IC { void M(); } [Contract(\"a\", 2, 0)] public interface ID { void M(); }")]
    public void MinorVersionsAddMembersAndMajorVersionsStandSideBySide(string source) => Compile.ExpectNone(Findings(source));

    /// <summary>Code that belongs to no type, which C# does not write.</summary>
    [Theory]
    [InlineData(".cctor")]
    [InlineData("Global")]
    public void GlobalMethodsAreRefused(string name)
    {
        byte[] assembly = Patched.Edit(Compile.Library("using Singular.Channels; [Contract(\"a\", 1, 0)] public interface IC { void M(); }"), module =>
        {
            var method = new MethodDefinition(name, MethodAttributes.Static | MethodAttributes.Public
                | (name == ".cctor" ? MethodAttributes.SpecialName | MethodAttributes.RTSpecialName : 0), module.TypeSystem.Void);
            method.Body.GetILProcessor().Emit(OpCodes.Ret);
            module.GetType("<Module>").Methods.Add(method);
        });
        Assert.Equal([ContractCodes.Member], Compile.CodesOf(Compile.Verify(assembly, VerificationChecks.Contracts)));
    }

    private static string[] Codes(string source) => Compile.CodesOf(Findings(source));

    internal static IReadOnlyList<Finding> Findings(string source) => Compile.Verify(Compile.Library($$"""
        using Singular.Channels;
        public enum E { A, B }
        [Exchangeable] public readonly record struct V(int X, E Y);
        [Contract("end", 1, 0)] public interface IEnd { [Ends] void Close(); }
        [Contract("endless", 1, 0)] public interface IEndless { void M(); }
        [Contract("late", 1, 0)] public interface ILate { [Ends] ValueTask Close(); [Ends] void Stop(int why); [Ends] E End(); }
        {{source}}
        """), VerificationChecks.Contracts);
}
