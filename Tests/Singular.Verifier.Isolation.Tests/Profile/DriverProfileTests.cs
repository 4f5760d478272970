using Mono.Cecil;
using Singular.Verifier.Profile;

namespace Singular.Verifier.Isolation.Tests.Profile;

/// <summary>The driver profile as data: every line means something on the platform, and none breaks the rules of isolation.md,
/// section 2, that can be told from a signature.</summary>
public class DriverProfileTests
{
    private static readonly Lazy<Dictionary<string, TypeDefinition>> Platform = new(ReadPlatform);

    [Fact]
    public void EveryLineNamesAPublicMemberOfThePlatform()
    {
        var missing = new List<string>();
        foreach (ProfileType type in DriverProfile.Current.Types)
        {
            if (!Platform.Value.TryGetValue(type.Name, out TypeDefinition? definition))
            {
                missing.Add(type.Name);
                continue;
            }

            HashSet<string> members = [.. definition.Methods.Where(m => m.IsPublic || m.IsFamily).Select(CanonicalName.OfMethod), .. definition.Fields.Where(f => f.IsPublic).Select(CanonicalName.OfField)];
            missing.AddRange(type.Members.Keys.Where(m => !members.Contains(m)).Select(m => $"{type.Name}: {m}"));
        }

        Assert.Empty(missing);
    }

    [Fact]
    public void ItIsLargeEnoughToWorkWith()
    {
        Assert.Equal(1, DriverProfile.Current.Version);
        Assert.InRange(DriverProfile.Current.Types.Sum(t => t.Members.Count), 2_000, 10_000);
    }

    [Fact]
    public void NothingInItSetsStaticStateOrHandsOutAStaticEvent() => None(m => m.StartsWith("static ", StringComparison.Ordinal)
        && (m.Contains(" set_", StringComparison.Ordinal) || m.Contains(" add_", StringComparison.Ordinal) || m.Contains(" remove_", StringComparison.Ordinal)));

    [Fact]
    public void PointersOccurOnlyInTheCompilersSpanLiterals()
    {
        foreach (ProfileType type in DriverProfile.Current.Types)
            Assert.All(type.Members.Where(m => m.Key.Contains('*')), m => Assert.Equal(("literal", true), (m.Value.Shape, type.Name.EndsWith("Span`1", StringComparison.Ordinal))));
    }

    [Fact]
    public void NoExceptionTakesAnInnerOne()
    {
        foreach (ProfileType type in DriverProfile.Current.Types.Where(t => t.Name.EndsWith("Exception", StringComparison.Ordinal)))
            Assert.DoesNotContain(type.Members.Keys, m => m.StartsWith("void .ctor", StringComparison.Ordinal) && m.Contains("Exception", StringComparison.Ordinal));
    }

    [Fact]
    public void EveryParameterThatAFactNamesIsThere()
    {
        foreach (ProfileType type in DriverProfile.Current.Types)
        {
            foreach ((string member, ProfileFacts facts) in type.Members)
            {
                int count = ParameterCount(member);
                Assert.All(facts.ScopedParameters.Concat(facts.UnscopedParameters).Append(Math.Max(0, facts.AllocationParameter)), p => Assert.True(p < Math.Max(1, count), $"{type.Name}: {member}"));
            }
        }
    }

    [Theory]
    [InlineData("ArrayPool`1")]
    [InlineData("MemoryPool`1")]
    [InlineData("SynchronizationContext")]
    [InlineData("ThreadPool")]
    [InlineData("Thread")]
    [InlineData("Timer")]
    [InlineData("Unsafe")]
    [InlineData("Marshal")]
    [InlineData("GC")]
    [InlineData("AppContext")]
    [InlineData("Activator")]
    [InlineData("Lazy`1")]
    [InlineData("Console")]
    public void ItDoesNotHave(string name) => Assert.DoesNotContain(DriverProfile.Current.Types, t => t.Name.EndsWith("." + name, StringComparison.Ordinal));

    [Fact]
    public void FactsAreRead()
    {
        ProfileType text = DriverProfile.Current.FindType("System.String")!;
        Assert.Equal((ProfileAllocation.ByParameter, 0, ProfileCost.Linear), (text.Members["string PadLeft(int)"].Allocation, text.Members["string PadLeft(int)"].AllocationParameter, text.Members["string PadLeft(int)"].Cost));
        Assert.Equal([1], text.Members["static string Join(string, System.ReadOnlySpan<string>)"].ScopedParameters);
        Assert.True(DriverProfile.Current.FindType("System.ReadOnlySpan`1")!.Members["!0& [System.Runtime.InteropServices.InAttribute] get_Item(int)"].ReturnsReadOnly);
        Assert.True(DriverProfile.Current.FindType("System.Runtime.CompilerServices.DefaultInterpolatedStringHandler")!.IsLinear);
    }

    [Fact]
    public void WhatIsWrittenOfItReadsAsTheSame()
    {
        string text = $"profile {DriverProfile.Current.Version}\n" + string.Join('\n', DriverProfile.Current.Types.SelectMany(t => t.Members.Select(m => "  " + ProfileText.Line(m.Key, m.Value)).Prepend(ProfileText.Head(t))));
        DriverProfile again = ProfileReader.Read(new StringReader(text));
        Assert.Equal(DriverProfile.Current.Types.Select(t => t with { Members = DriverProfile.Current.FindType(t.Name)!.Members }), again.Types.Select(t => t with { Members = DriverProfile.Current.FindType(t.Name)!.Members }));
        Assert.Equal(Facts(DriverProfile.Current), Facts(again));

        static IEnumerable<string> Facts(DriverProfile profile) => profile.Types.SelectMany(t => t.Members.Select(m => $"{t.Name} {ProfileText.Line(m.Key, m.Value)}"));
    }

    [Theory]
    [InlineData("type A\n  void M()", "version")]
    [InlineData("profile 1\n  void M()", "Line 2")]
    [InlineData("profile 1\ntype A\n  void M()\n  void M()", "Line 4")]
    [InlineData("profile 1\ntype A\ntype A", "Line 3")]
    [InlineData("profile 1\ntype A ; shiny", "shiny")]
    [InlineData("profile 1\ntype A\n  void M() ; scoped(x)", "x")]
    [InlineData("profile 1\ntype A\n  void M() ; shape()", "shape()")]
    [InlineData("profile 1\nnonsense", "Line 2")]
    public void AWrongLineIsRefusedByItsNumber(string text, string named) =>
        Assert.Contains(named, Assert.Throws<FormatException>(() => ProfileReader.Read(new StringReader(text))).Message);

    private static void None(Func<string, bool> isBad)
    {
        foreach (ProfileType type in DriverProfile.Current.Types)
            Assert.DoesNotContain(type.Members.Keys, m => isBad(m));
    }

    private static int ParameterCount(string member)
    {
        string list = member[(member.IndexOf('(', StringComparison.Ordinal) + 1)..].TrimEnd(')');
        int depth = 0;
        return list.Length == 0 ? 0 : 1 + list.Count(c =>
        {
            depth += c switch { '<' or '[' => 1, '>' or ']' => -1, _ => 0 };
            return c == ',' && depth == 0;
        });
    }

    private static Dictionary<string, TypeDefinition> ReadPlatform()
    {
        var types = new Dictionary<string, TypeDefinition>(StringComparer.Ordinal);
        foreach (string path in Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System*.dll").Order(StringComparer.Ordinal))
        {
            if (ImageIsManaged(path))
            {
                foreach (TypeDefinition type in ModuleDefinition.ReadModule(path).GetTypes().Where(t => t.IsPublic || t.IsNestedPublic))
                    types.TryAdd(CanonicalName.OfType(type), type);
            }
        }

        return types;
    }

    private static bool ImageIsManaged(string path)
    {
        using var reader = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(path));
        return reader.HasMetadata;
    }
}
