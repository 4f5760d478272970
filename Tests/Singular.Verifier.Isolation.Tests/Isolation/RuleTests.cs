using Singular.Verifier.Images;

namespace Singular.Verifier.Isolation.Tests.Isolation;

/// <summary>For every isolation rule that C# can break: code that breaks exactly that rule, and its nearest valid neighbour.</summary>
public class RuleTests
{
    [Fact]
    public void ATypeInThePlatformsNamespaceIsRefused() => Pair(IsolationCodes.Namespace,
        "namespace System.Runtime.CompilerServices { public static class Unsafe { public static int As(int x) => throw new InvalidOperationException(); } }",
        "namespace Acme.Runtime.CompilerServices { public static class Unsafe { public static int As(int x) => throw new InvalidOperationException(); } }");

    [Fact]
    public void ANamespaceThatOnlyBeginsLikeThePlatformsIsAccepted() => Pair(IsolationCodes.Namespace,
        "namespace system.Io { public sealed class C; }", "namespace Systematic.Io { public sealed class C; }");

    [Fact]
    public void AnOwnIntrinsicAttributeIsRefusedByName() => Contains(IsolationCodes.PowerAttribute,
        "namespace System.Runtime.CompilerServices { internal sealed class IntrinsicAttribute : Attribute; } public class C { [System.Runtime.CompilerServices.Intrinsic] public void M() { } }");

    [Theory]
    [InlineData("[System.Runtime.CompilerServices.SkipLocalsInit] public class C { public int M() { Span<int> s = stackalloc int[4]; return s[0]; } }", true)]
    [InlineData("public class C { [System.Runtime.CompilerServices.UnsafeAccessor(System.Runtime.CompilerServices.UnsafeAccessorKind.Field, Name = \"_size\")] static extern ref int Size(List<int> l); }", true)]
    [InlineData("[System.Runtime.InteropServices.ComVisible(true)] public class C;", false)]
    [InlineData("[System.Runtime.InteropServices.Guid(\"00000000-0000-0000-0000-000000000001\")] public class C;", false)]
    [InlineData("public class C { [System.Runtime.InteropServices.UnmanagedCallersOnly] public static void M() { } }", false)]
    [InlineData("public delegate void D(); public class C { [STAThread] public void M() { } }", false)]
    public void AttributesWithPowerAreRefused(string source, bool allowUnsafe) =>
        Assert.Contains(IsolationCodes.PowerAttribute, Compile.IsolationCodesOf(source, allowUnsafe));

    public static TheoryData<string> PowerAttributes() => [.. AttributeNames.Power];

    /// <summary>The compiler goes by the name, so an own definition of it is as powerful as the platform's.</summary>
    [Theory]
    [MemberData(nameof(PowerAttributes))]
    public void AnAttributeWithPowerIsRefusedByNameWhereverItIsDefined(string name)
    {
        byte[] own = Patched.Edit(Compile.Library("public sealed class MineAttribute : Attribute; [Mine] public class C;"), module =>
        {
            var mine = module.GetType("MineAttribute");
            (mine.Namespace, mine.Name) = (name[..name.LastIndexOf('.')], name[(name.LastIndexOf('.') + 1)..]);
        });
        Assert.Contains(IsolationCodes.PowerAttribute, Compile.CodesOf(Compile.Verify(own, VerificationChecks.Isolation)));
    }

    [Fact]
    public void AnUnlistedPlatformAttributeIsRefused() => Pair(IsolationCodes.Attribute,
        "[System.Runtime.Versioning.UnsupportedOSPlatform(\"x\")] public class C;", "[Obsolete] public class C;");

    [Fact]
    public void AnAttributeOfThePackageItselfIsAccepted() =>
        Compile.ExpectNone(Compile.Verify(Compile.Library("public sealed class MineAttribute(int x) : Attribute { public int X => x; } [Mine(3)] public class C;"), VerificationChecks.Isolation));

    [Fact]
    public void AnImportedMethodIsRefused() => Contains(ImageCodes.PInvoke,
        "public class C { [System.Runtime.InteropServices.DllImport(\"c\")] static extern int getpid(); }");

    [Fact]
    public void AModuleInitializerIsRefused()
    {
        string[] codes = Compile.IsolationCodesOf("public static class C { [System.Runtime.CompilerServices.ModuleInitializer] internal static void M() { } }");
        Assert.Contains(ImageCodes.ModuleMember, codes);
        Assert.Contains(IsolationCodes.PowerAttribute, codes);
    }

    [Fact]
    public void AFinalizerIsRefused() => Contains(IsolationCodes.Finalizer, "public class C { ~C() { } }");

    [Fact]
    public void AMethodThatIsOnlyNamedLikeAFinalizerIsAccepted() =>
        Compile.ExpectNone(Compile.Verify(Compile.Library("public class C { public void Finalize(int x) { } }"), VerificationChecks.Isolation));

    [Fact]
    public void AsyncVoidIsRefused() => Pair(IsolationCodes.AsyncVoid,
        "public class C { public async void M() { await Task.CompletedTask; } }", "public class C { public async Task M() { await Task.CompletedTask; } }");

    [Theory]
    [InlineData("static int N;", "const int N = 1;")]
    [InlineData("static readonly int[] N = [1];", "static ReadOnlySpan<int> N => [1];")]
    [InlineData("static readonly List<int> N = [];", "static readonly string N = \"\";")]
    [InlineData("static readonly object N = new();", "static readonly TimeSpan N = TimeSpan.Zero;")]
    [InlineData("static readonly Action N = () => { };", "static Action N => () => { };")]
    [InlineData("public static event Action? N;", "public event Action? N;")]
    [InlineData("static readonly (int, int[]) N = default;", "static readonly (int, string) N = default;")]
    [InlineData("sealed class H(int x) { public int X = x; } static readonly H N = new(1);", "sealed class H(int x) { public readonly int X = x; } static readonly H N = new(1);")]
    [InlineData("class H(int x) { public readonly int X = x; } static readonly H N = new(1);", "sealed record H(int X, H? Next); static readonly H N = new(1, null);")]
    [InlineData("[ThreadStatic] static readonly int[] N;", "static readonly DayOfWeek N;")]
    public void StaticsThatCanChangeAreRefused(string bad, string good)
    {
        Assert.Contains(IsolationCodes.MutableStatic, Compile.IsolationCodesOf($"public class C {{ {bad} }}"));
        Compile.ExpectNone(Compile.Verify(Compile.Library($"public class C {{ {good} }}"), VerificationChecks.Isolation));
    }

    [Theory]
    [InlineData("object gate")]
    [InlineData("string gate")]
    [InlineData("Type gate")]
    [InlineData("List<int> gate")]
    [InlineData("Action gate")]
    public void ALockOnAnObjectThatOthersMayShareIsRefused(string parameter) => Pair(IsolationCodes.Lock,
        $"public class C {{ public void M({parameter}) {{ lock (gate) {{ }} }} }}", "public class C { sealed class Gate; void M(Gate gate) { lock (gate) { } } }");

    [Fact]
    public void ASynchronizedMethodIsRefused() => Contains(IsolationCodes.Lock,
        "public class C { [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.Synchronized)] public static void M() { } }");

    [Theory]
    [InlineData("object", "int")]
    [InlineData("bool", "byte")]
    [InlineData("DateTime", "double")]
    public void OverlappingFieldsAreRefusedUnlessTheyAreNumbers(string bad, string good)
    {
        const string form = "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit)] public struct S {{ [System.Runtime.InteropServices.FieldOffset(0)] public {0} A; [System.Runtime.InteropServices.FieldOffset(0)] public {1} B; }}";
        Assert.Contains(IsolationCodes.Layout, Compile.IsolationCodesOf(string.Format(form, bad, bad)));
        Compile.ExpectNone(Compile.Verify(Compile.Library(string.Format(form, good, "long")), VerificationChecks.Isolation));
    }

    [Theory]
    [InlineData("public unsafe class C { int* p; }", ImageCodes.Pointer)]
    [InlineData("public unsafe class C { public int M(int x) { int* p = &x; return *p; } }", ImageCodes.Pointer)]
    [InlineData("public unsafe class C { public delegate*<int, void> P; }", ImageCodes.FunctionPointer)]
    [InlineData("public class C { public void M(__arglist) { } }", ImageCodes.VarArgs)]
    [InlineData("public class C { public void M(TypedReference r) { } }", ImageCodes.TypedReference)]
    [InlineData("public class C;", ImageCodes.Security)]
    [InlineData("public struct C { [System.Runtime.InteropServices.MarshalAs(System.Runtime.InteropServices.UnmanagedType.LPStr)] public string S; }", ImageCodes.Marshalling)]
    [InlineData("public class C { [System.Runtime.CompilerServices.UnsafeAccessor(System.Runtime.CompilerServices.UnsafeAccessorKind.Field, Name = \"_size\")] static extern ref int Size(List<int> l); }", ImageCodes.NoBody)]
    public void UnverifiableTypesAreRefused(string source, string code) => Assert.Contains(code, Compile.IsolationCodesOf(source, true));

    [Fact]
    public void AResourceIsRefused()
    {
        byte[] assembly = Patched.WithResource(Compile.Library("public class C;"), "ILLink.Substitutions.xml", "<linker/>"u8.ToArray());
        Assert.Contains(ImageCodes.Resource, Compile.CodesOf(Compile.Verify(assembly, VerificationChecks.Isolation)));
    }

    [Fact]
    public void AForwardedTypeIsRefused() => Contains(ImageCodes.ExportedType,
        "[assembly: System.Runtime.CompilerServices.TypeForwardedTo(typeof(Singular.Channels.Done))] public class C;");

    [Fact]
    public void AnotherPartOfTheSystemIsOutOfReach()
    {
        byte[] kernel = Compile.Library("namespace Singular.Kernel { public static class Power { public static void Off() { } } }", "Singular.Kernel");
        byte[] driver = Compile.Library("public class C { public void M() => Singular.Kernel.Power.Off(); }", references: kernel);
        Assert.Contains(IsolationCodes.ForeignAssembly, Compile.CodesOf(Compile.Verify(driver, VerificationChecks.Isolation, kernel)));
    }

    [Fact]
    public void AnAssemblyOfThePackageIsOpenToIt()
    {
        byte[] library = Compile.Library("namespace Acme { public static class Tables { public static int Get() => 1; } }", "Acme.Tables");
        byte[] driver = Compile.Library("public class C { public int M() => Acme.Tables.Get(); }", references: library);
        Compile.ExpectNone(Compile.Verify(driver, VerificationChecks.Isolation, library));
    }

    [Theory]
    [InlineData("Singular.Kernel")]
    [InlineData("System.Acme")]
    [InlineData("microsoft.acme")]
    public void AnAssemblyNameThatMeansSomethingIsRefused(string name)
    {
        byte[] assembly = Compile.Library("public class C : Singular.Channels.ChannelException { public C() : base(\"\") { } Singular.Drivers.IoPorts? p; }", name);
        Assert.Contains(IsolationCodes.AssemblyName, Compile.CodesOf(Compile.Verify(assembly, VerificationChecks.Isolation)));
    }

    private static void Contains(string code, string source) => Assert.Contains(code, Compile.IsolationCodesOf(source));

    private static void Pair(string code, string bad, string good)
    {
        Contains(code, bad);
        Compile.ExpectNone(Compile.Verify(Compile.Library(good), VerificationChecks.Isolation));
    }
}
