using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mono.Cecil;
using Singular.Channels;
using Singular.Contracts;
using Singular.Drivers;
using Singular.Verifier.Profile;
using Singular.Verifier.Profile.References;

namespace Singular.Verifier.Isolation.Tests.Profile;

/// <summary>The reference assemblies made from the profile: drivers compile against them, and what a driver may not use does not.</summary>
public sealed class ReferenceAssemblySetTests(ReferenceAssemblySetTests.Made made) : IClassFixture<ReferenceAssemblySetTests.Made>
{
    [Fact]
    public void ItHoldsTheWholeProfile()
    {
        Assert.Empty(made.Report.Missing);
        Assert.Equal(DriverProfile.Current.Types.Count, made.Report.Types);
        Assert.Equal(DriverProfile.Current.Types.Sum(t => t.Members.Count), made.Report.Members);
    }

    [Fact]
    public void ItHoldsNothingElseThatAnAuthorCouldUse()
    {
        var extra = new List<string>();
        foreach (TypeDefinition type in made.Report.Files.SelectMany(f => ModuleDefinition.ReadModule(f).GetTypes()).Where(t => t.Name != "<Module>"))
        {
            ProfileType? profiled = DriverProfile.Current.FindType(CanonicalName.OfType(type));
            if (profiled is null)
            {
                if (!IsMarked(type) && !IsOfAttributes(type))
                    extra.Add(type.FullName);
                continue;
            }

            if (IsOfAttributes(type))
                continue;

            extra.AddRange(type.Methods.Where(m => !IsMarked(m) && !profiled.Members.ContainsKey(CanonicalName.OfMethod(m))).Select(m => m.FullName));
        }

        Assert.Empty(extra);
    }

    // A stock driver's folder has the name of its project; the SDK and what authors are given do not.
    public static TheoryData<string> StockDrivers() =>
        [.. Directory.GetDirectories(Setting("Drivers")).Select(folder => Path.GetFileName(folder)).Where(name => File.Exists(Path.Combine(Setting("Drivers"), name, name + ".csproj")))];

    [Theory]
    [MemberData(nameof(StockDrivers))]
    public void EveryStockDriverCompiles(string driver) => Assert.Empty(made.Errors([.. Directory
        .GetFiles(Path.Combine(Setting("Drivers"), driver), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText)]));

    [Theory]
    [InlineData("File.ReadAllText(\"/etc/passwd\");")]
    [InlineData("Console.WriteLine();")]
    [InlineData("_ = DateTime.UtcNow;")]
    [InlineData("Thread.Sleep(1);")]
    [InlineData("Environment.Exit(0);")]
    [InlineData("Task.Run(() => { });")]
    [InlineData("_ = Environment.CurrentManagedThreadId;")]
    [InlineData("_ = new Exception(\"\", new Exception());")]
    [InlineData("_ = typeof(string).GetMethods();")]
    [InlineData("int x = 0; _ = System.Runtime.CompilerServices.Unsafe.As<int, long>(ref x);")]
    [InlineData("int x = 0; _ = System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref x, 9);")]
    [InlineData("GC.Collect();")]
    [InlineData("_ = System.Buffers.ArrayPool<byte>.Shared;")]
    [InlineData("_ = Task.CompletedTask.ConfigureAwait(false);")]
    [InlineData("_ = New<object>(); static T New<T>() where T : new() => new T();")]
    [InlineData("try { } catch (SystemException) { }")]
    [InlineData("M(); async void M() => await Task.CompletedTask;")]
    public void WhatIsOutsideOfTheProfileDoesNotCompile(string statement)
    {
        string source = $"public class C {{ public void M() {{ {statement} }} }}";
        Compile.Library("using System.IO;" + source);
        Assert.NotEmpty(made.Errors("using System.IO;" + source));
    }

    [Theory]
    [InlineData("public class C : List<int>;")]
    [InlineData("public class C : TaskCompletionSource;")]
    [InlineData("[STAThread] public class C { [ThreadStatic] static int n; }")]
    [InlineData("public class C : System.Text.Encoding { }")]
    public void ABaseOrAttributeOutsideOfTheProfileDoesNotCompile(string source) => Assert.NotEmpty(made.Errors(source));

    /// <summary>What compilers lower to members that nobody may write: they find them, and the result is a good driver.</summary>
    [Theory]
    [InlineData("[System.Runtime.CompilerServices.InlineArray(4)] public struct B { int _e; } public class C { public int M(B b) { b[2] = 1; Span<int> s = b; return s.Length; } }")]
    [InlineData("public class C { public IEnumerable<int> M() { yield return 1; } public async ValueTask<int> N() { await Task.CompletedTask; return 1; } }")]
    [InlineData("public class C { public static ReadOnlySpan<int> M() => [1, 2, 300]; public int[] N() => [1, 2, 3, 4, 5]; public List<int> O() => [1, 2]; public string P(int i) => $\"{i:X2}\"; }")]
    [InlineData("public class C { readonly Lock _l = new(); public event Action? E; public bool M(string s) { lock (_l) E?.Invoke(); return s is ['a', .., 'z']; } public record R(int A, string B); public int N((int, string) t) => t switch { (1, \"x\") => 1, _ => 0 }; }")]
    public void WhatTheCompilerNeedsIsThereAndIsAccepted(string source)
    {
        Assert.Empty(made.Errors(source));
        Compile.ExpectNone(Compile.Verify(made.Library(source), VerificationChecks.Types | VerificationChecks.Isolation));
    }

    [Fact]
    public void EveryMemberOfAnInterfaceThatADriverMayImplementIsThere()
    {
        foreach (ProfileType type in DriverProfile.Current.Types.Where(t => t.MayImplement))
        {
            TypeDefinition platform = ModuleDefinition.ReadModule(typeof(object).Assembly.Location).GetType(type.Name) ?? throw new Xunit.Sdk.XunitException(type.Name);
            Assert.All(platform.Methods.Where(m => m.IsAbstract), m => Assert.Contains(CanonicalName.OfMethod(m), type.Members.Keys));
        }
    }

    [Fact]
    public void TheSameProfileGivesTheSameBytes()
    {
        using var again = new Made();
        Assert.Equal(made.Report.Files.Select(File.ReadAllBytes), again.Report.Files.Select(File.ReadAllBytes));
    }

    [Fact]
    public void AFolderWithoutReferenceAssembliesIsRefused() =>
        Assert.Throws<FileNotFoundException>(() => ReferenceAssemblySet.Write(DriverProfile.Current, Path.GetTempPath(), Path.GetTempPath()));

    private static bool IsMarked(Mono.Cecil.ICustomAttributeProvider member) =>
        member.CustomAttributes.Any(a => a.AttributeType.FullName == "System.ObsoleteAttribute" && a.ConstructorArguments is [_, { Value: true }]);

    /// <summary>Attributes, the enums in their constructors, and two types by which a compiler asks for features.</summary>
    private static bool IsOfAttributes(TypeDefinition type) =>
        type.Name.EndsWith("Attribute", StringComparison.Ordinal) || type.BaseType?.FullName == "System.Enum" || type.Name is "RuntimeFeature" or "IsConst";

    private static string Setting(string name) =>
        typeof(ReferenceAssemblySetTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == name).Value!;

    /// <summary>The set, written once, and compilations against it.</summary>
    public sealed class Made : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("profile-refs");
        private readonly MetadataReference[] _references;

        public Made()
        {
            string platform = TargetingPack.Find(new Version(9, 0), [Setting("Packages")]) ?? throw new InvalidOperationException("the targeting pack of .NET 9 is not restored");
            Report = ReferenceAssemblySet.Write(DriverProfile.Current, platform, _folder.FullName);
            _references = [.. Report.Files.Concat([typeof(ContractAttribute).Assembly.Location, typeof(IClock).Assembly.Location, typeof(DriverAttribute).Assembly.Location])
                .Select(f => MetadataReference.CreateFromFile(f))];
        }

        public ReferenceSetReport Report { get; }

        /// <summary>That a member is missing which only the emitted code calls comes out at emission.</summary>
        public string[] Errors(params string[] sources) =>
            [.. Compilation(sources).Emit(Stream.Null).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString())];

        public byte[] Library(string source)
        {
            using var stream = new MemoryStream();
            Assert.True(Compilation(source).Emit(stream).Success);
            return stream.ToArray();
        }

        public void Dispose() => _folder.Delete(recursive: true);

        private CSharpCompilation Compilation(params string[] sources)
        {
            var options = new CSharpParseOptions(LanguageVersion.Latest);
            const string usings = "global using System; global using System.Collections.Generic; global using System.Threading; global using System.Threading.Tasks;";
            return CSharpCompilation.Create("Sample", sources.Append(usings).Select(s => CSharpSyntaxTree.ParseText(s, options)), _references,
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, deterministic: true, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        }
    }
}
