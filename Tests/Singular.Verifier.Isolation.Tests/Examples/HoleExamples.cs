using Mono.Cecil;
using Singular.Verifier.Isolation.Tests.Images;
using Singular.Verifier.Isolation.Tests.Isolation;

namespace Singular.Verifier.Isolation.Tests.Examples;

/// <summary>Holes of verifier-rules.md, section 15 B to F, that no other example shows: what is around the code rather than in it.</summary>
internal static class HoleExamples
{
    private const string Two = "public class C { public int M(int x) => x; public int N(int x) => x; public int F; public int G; }";

    // Two methods or fields that a reference cannot tell apart: verifier and runtime might choose differently.
    public static byte[] Bad_TypesDuplicateMember_two_methods_alike() => Patched.Edit(Compile.Library(Two), m => Method(m, "N").Name = "M");
    public static byte[] Good_TypesDuplicateMember_overloads() => Patched.Edit(Compile.Library("public class C { public int M(int x) => x; public int N(long x) => 1; }"), m => Method(m, "N").Name = "M");
    public static byte[] Bad_TypesDuplicateMember_two_fields_alike() => Patched.Edit(Compile.Library(Two), m => m.GetType("C").Fields.Single(f => f.Name == "G").Name = "F");
    public static byte[] Good_TypesDuplicateMember_fields_of_other_types() => Patched.Edit(Compile.Library("public class C { public int F; public long G; }"), m => m.GetType("C").Fields.Single(f => f.Name == "G").Name = "F");

    public static byte[] Bad_ImageSignature_field_of_void() => HostileImage.WithField([0x06, 0x01]);
    public static byte[] Bad_ImageSignature_reference_as_type_specification() => HostileImage.WithTypeSpecification([0x10, 0x08]);
    public static byte[] Good_ImageSignature_type_specification() => HostileImage.WithTypeSpecification([0x1D, 0x08]);

    public static Example Bad_TokenResolve_and_IsolationForeignAssembly_forwarders_in_a_circle() => Forwarded("B", "A");
    public static Example Bad_TokenResolve_and_IsolationForeignAssembly_chain_of_nine_forwarders() => Forwarded([.. Enumerable.Range(1, 9).Select(i => $"A{i}"), "Home"]);
    public static Example Good_TokenResolve_chain_of_eight_forwarders() => Forwarded([.. Enumerable.Range(1, 8).Select(i => $"A{i}"), "Home"]);

    // The same name with another key is another assembly.
    public static Example Bad_TokenResolve_and_IsolationForeignAssembly_another_key()
    {
        byte[] tables = Compile.Library("namespace Acme { public class Power; }", "Acme.Tables");
        return new Example(Patched.Edit(Compile.Library("public class C { public Acme.Power? P; }", references: tables), m =>
            m.AssemblyReferences.Single(r => r.Name == "Acme.Tables").PublicKeyToken = [1, 2, 3, 4, 5, 6, 7, 8]), tables);
    }

    public static byte[] Bad_IsolationNamespace_own_ScopedRef() => Compile.Library(Own("System.Runtime.CompilerServices", "ScopedRefAttribute"));
    public static byte[] Bad_IsolationNamespace_own_UnscopedRef() => Compile.Library(Own("System.Diagnostics.CodeAnalysis", "UnscopedRefAttribute"));
    public static byte[] Bad_IsolationNamespace_own_InlineArray() => Compile.Library(Own("System.Runtime.CompilerServices", "InlineArrayAttribute"));
    public static byte[] Good_IsolationNamespace_own_attribute() => Compile.Library(Own("Acme", "ScopedRefAttribute"));

    public static byte[] Bad_IsolationPowerAttribute_other_exception_wrapping() => Patched.Edit(Compile.Library("public class C;"), m =>
        m.Assembly.CustomAttributes.Single(a => a.AttributeType.Name == "RuntimeCompatibilityAttribute").Properties.Clear());

    // Instantiations without end: through base types, and through a method that calls itself with ever larger types.
    public static byte[] Bad_IsolationExpansion_method() => Compile.Library("public class C { public static void M<T>(int n) { if (n > 0) M<List<T>>(n - 1); } }");
    public static byte[] Bad_IsolationExpansion_method_through_another() => Compile.Library("public class C { public static void M<T>(int n) => N<T[]>(n); public static void N<T>(int n) { if (n > 0) M<T>(n - 1); } }");
    public static byte[] Bad_IsolationExpansion_type_through_method() => Compile.Library("public class G<T> { public void M(int n) { if (n > 0) new G<G<T>>().M(n - 1); } }");
    public static byte[] Good_IsolationExpansion_method() => Compile.Library("public class C { public static void M<T>(int n) { if (n > 0) M<T>(n - 1); M<List<int>>(0); } }");
    public static byte[] Good_IsolationExpansion_once() => Compile.Library("public class C { public static int M<T>(T x, int n) => N<List<T>>(n); public static int N<T>(int n) => n; }");

    public static byte[] Bad_TypesLayout_value_of_two_megabytes() => Compile.Library("[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Size = 2000000)] public struct S { public int F; }");
    public static byte[] Good_TypesLayout_value_of_a_kilobyte() => Compile.Library("[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Size = 1000)] public struct S { public int F; }");

    public static byte[] Bad_ImageLimit_clauses() => HostileImage.WithClauses(16_000, 100);
    public static byte[] Bad_ImageLimit_code_of_two_mebibytes() => HostileImage.WithClauses(1, 2 << 20);

    private static string Own(string space, string name) =>
        $"namespace {space} {{ [AttributeUsage(AttributeTargets.All)] internal sealed class {name} : Attribute; }} namespace Use {{ [{space}.{name[..^9]}] public class C; }}";

    private static MethodDefinition Method(ModuleDefinition module, string name) => module.GetType("C").Methods.Single(m => m.Name == name);

    /// <summary>A driver that refers to type T of the first assembly, which each of them forwards to the next; the last defines it,
    /// unless the chain is a circle: then it forwards to the first.</summary>
    private static Example Forwarded(params string[] chain)
    {
        byte[] home = Compile.Library("namespace Acme { public class T; }", chain[0]);
        byte[] driver = Compile.Library("public class C { public Acme.T? F; }", references: home);
        bool isCircle = chain[^1] != "Home";
        var assemblies = new List<byte[]>();
        for (int i = 0; i < chain.Length; i++)
        {
            string next = chain[(i + 1) % chain.Length];
            assemblies.Add(i == chain.Length - 1 && !isCircle ? Compile.Library("namespace Acme { public class T; }", chain[i]) : Forwarder(chain[i], next));
        }

        return new Example(driver, [.. assemblies]);
    }

    private static byte[] Forwarder(string name, string next) => Patched.Edit(Compile.Library("public class Unused;", name), module =>
    {
        var scope = new AssemblyNameReference(next, new Version(0, 0, 0, 0));
        module.AssemblyReferences.Add(scope);
        module.ExportedTypes.Add(new ExportedType("Acme", "T", module, scope) { Attributes = (TypeAttributes)0x0020_0000 });
    });
}
