namespace Singular.Verifier.Isolation.Tests.Examples;

/// <summary>Contract assemblies and drivers.</summary>
internal static class ContractExamples
{
    private const string Now = "public Result<CalendarTime, ClockError> Now() => ClockError.NotReady;";

    public static byte[] Bad_ContractType() => Contract("void M();", "public static class Tools { public static int X() => 1; }");
    public static byte[] Good_ContractType() => Contract("void M();", "public enum F { A }");

    public static byte[] Bad_ContractVersion() => Assembly("[Contract(\"Upper\", 1, 0)] public interface IC { void M(); }");
    public static byte[] Good_ContractVersion() => Assembly("[Contract(\"lower\", 1, 0)] public interface IC { void M(); }");

    public static byte[] Bad_ContractMember() => Contract("int Now { get; }");
    public static byte[] Good_ContractMember() => Contract("int Now();");

    public static byte[] Bad_ContractParameter() => Contract("void Put(List<int> l);");
    public static byte[] Good_ContractParameter() => Contract("void Put(ReadOnlySpan<int> l);");

    public static byte[] Bad_ContractEndpointParameter() => Contract("void Attach(IEnd l, Owned<byte> b);");
    public static byte[] Good_ContractEndpointParameter() => Contract("void Attach(IEnd l); void Put(Owned<byte> b);");

    public static byte[] Bad_ContractResult() => Contract("int[] Get();");
    public static byte[] Good_ContractResult() => Contract("ValueTask<int> Get();");

    public static byte[] Bad_ContractBorrow() => Contract("ValueTask<int> Read(Span<byte> b);");
    public static byte[] Good_ContractBorrow() => Contract("int Read(Span<byte> b);");

    public static byte[] Bad_ContractRepeatable() => Contract("[Repeatable] IEnd Open();");
    public static byte[] Good_ContractRepeatable() => Contract("[Repeatable] int Open();");

    public static byte[] Bad_ContractTimeLimit() => Contract("[TimeLimit(0)] void M();");
    public static byte[] Good_ContractTimeLimit() => Contract("[TimeLimit(1)] void M();");

    public static byte[] Bad_ContractProtocol() => Assembly("[Contract(\"c\", 1, 0)] [Protocol(\"Open\")] public interface IC { [When(\"Opne\")] void M(); [Ends] void Close(); }");
    public static byte[] Good_ContractProtocol() => Assembly("[Contract(\"c\", 1, 0)] [Protocol(\"Open\")] public interface IC { [When(\"Open\")] void M(); [Ends] void Close(); }");

    public static byte[] Bad_ContractStateUnreachable() => Assembly("[Contract(\"c\", 1, 0)] [Protocol(\"A\", \"B\")] public interface IC { [When(\"B\", Then = \"A\")] void M(); }");
    public static byte[] Good_ContractStateUnreachable() => Assembly("[Contract(\"c\", 1, 0)] [Protocol(\"A\", \"B\")] public interface IC { [When(\"A\", Then = \"B\")] void N(); [When(\"B\", Then = \"A\")] void M(); }");

    public static byte[] Bad_ContractStateWithoutEnd() => Assembly("[Contract(\"c\", 1, 0)] [Protocol(\"A\", \"B\")] public interface IC { [When(\"A\", Then = \"B\")] void M(); [When(\"A\")] [Ends] void Close(); }");
    public static byte[] Good_ContractStateWithoutEnd() => Assembly("[Contract(\"c\", 1, 0)] [Protocol(\"A\", \"B\")] public interface IC { [When(\"A\", Then = \"B\")] void M(); [Ends] void Close(); }");

    public static byte[] Bad_ContractExchangeable() => Contract("void M();", "[Exchangeable] public readonly record struct P(object O);");
    public static byte[] Good_ContractExchangeable() => Contract("void M();", "[Exchangeable] public readonly record struct P(int X, string S);");

    public static byte[] Bad_ContractBody() => Contract("void M();", "[Exchangeable] public readonly record struct P(int X) { public override int GetHashCode() { while (true) { } } }");
    public static byte[] Good_ContractBody() => Contract("void M();", "[Exchangeable] public readonly record struct P(int X);");

    public static byte[] Bad_DriverClass() => Driver($"public class D : IClock {{ {Now} }}");
    public static byte[] Good_DriverClass() => Driver($"public sealed class D : IClock {{ {Now} }}");

    public static byte[] Bad_DriverProvides() => Driver($"public sealed class D : IClock {{ {Now} }}", "IDisposable");
    public static byte[] Good_DriverProvides() => Driver($"public sealed class D : IClock {{ {Now} }}", "IClock");

    public static byte[] Bad_DriverConstructor() => Driver($"public sealed class D : IClock {{ public D() {{ }} public D(IBlockDevice b) {{ }} {Now} }}");
    public static byte[] Good_DriverConstructor() => Driver($"public sealed class D : IClock {{ public D(IBlockDevice b) {{ }} {Now} }}");

    public static byte[] Bad_DriverParameter() => Driver($"public sealed class D(IoPorts p) : IClock {{ {Now} public int P => p.Count; }}");
    public static byte[] Good_DriverParameter() => Driver($"public sealed class D([Ports(0x70, 2)] IoPorts p) : IClock {{ {Now} public int P => p.Count; }}");

    public static byte[] Bad_ContractInDriver() => Driver($"public sealed class D : IClock {{ {Now} }} [Contract(\"mine\", 1, 0)] public interface IMine {{ void M(); }}");
    public static byte[] Good_ContractInDriver() => Driver($"public sealed class D : IClock {{ {Now} }} public interface IMine {{ void M(); }}");


    private static byte[] Contract(string members, string others = "") => Assembly($"[Contract(\"c\", 1, 0)] public interface IC {{ {members} }} {others}");

    private static byte[] Assembly(string source) => Compile.Library($$"""
        using Singular.Channels;
        public enum E { A, B }
        [Contract("end", 1, 0)] public interface IEnd { [Ends] void Close(); }
        {{source}}
        """);

    private static byte[] Driver(string source, string contract = "IClock") =>
        Compile.Library($"using Singular.Channels; using Singular.Contracts; using Singular.Drivers;\n[Driver(Provides = typeof({contract}))] {source}");
}
