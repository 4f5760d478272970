using System.CommandLine;
using Singular.Builder.Compile;
using Singular.Manifests;
using Singular.Verifier.Profile;
using Singular.Verifier.Profile.References;

namespace Singular.CommandLine.Verbs;

internal static class ProfileVerb
{
    public static Command Create() => new("profile", "The driver profile: what of the platform library a driver may use.") { Show(), References() };

    private static Command Show()
    {
        var type = new Argument<string?>("TYPE") { Description = "A type's name, with or without its namespace, e.g. List`1 or System.Math. Without it, all types.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("show", "List the profile's types, or the members of one with their facts.") { type };
        command.SetAction(parsed =>
        {
            DriverProfile profile = DriverProfile.Current;
            if (parsed.GetValue(type) is { } wanted)
            {
                ShowType(profile, wanted);
                return ExitCode.Done;
            }

            foreach (ProfileType known in profile.Types.OrderBy(t => t.Name, StringComparer.Ordinal))
                Console.WriteLine($"{known.Name} ({known.Members.Count})");
            Console.WriteLine($"Driver profile {profile.Version}: {profile.Types.Count} types, {profile.Types.Sum(t => t.Members.Count)} members.");
            return ExitCode.Done;
        });
        return command;
    }

    private static void ShowType(DriverProfile profile, string wanted)
    {
        ProfileType[] found = [.. profile.Types.Where(t => Names(t.Name, wanted)).OrderBy(t => t.Name, StringComparer.Ordinal)];
        if (found.Length == 0)
            throw CommandFailure.CouldNotRun($"The driver profile {profile.Version} has no type '{SafeText.Escape(wanted)}', so a driver may not use it; 'singular profile show' lists those that it has.");
        foreach (ProfileType type in found)
        {
            Console.WriteLine(ProfileText.Head(type));
            foreach ((string member, ProfileFacts facts) in type.Members.OrderBy(m => m.Key, StringComparer.Ordinal))
                Console.WriteLine("  " + ProfileText.Line(member, facts));
        }
    }

    /// <summary>Full name, name without namespace, either without the mark of arity.</summary>
    private static bool Names(string type, string wanted)
    {
        string plain = type[(type.LastIndexOf('.') + 1)..];
        return new[] { type, plain, WithoutArity(type), WithoutArity(plain) }.Contains(wanted, StringComparer.OrdinalIgnoreCase);
    }

    private static string WithoutArity(string name) => name.IndexOf('`', StringComparison.Ordinal) is >= 0 and var mark ? name[..mark] : name;

    private static Command References()
    {
        var output = new Option<DirectoryInfo>("--out") { Description = "Folder to write to.", Required = true, HelpName = "DIR" };
        var from = new Option<DirectoryInfo?>("--from") { Description = "The platform's reference assemblies. Default: the targeting pack of the images' .NET version.", HelpName = "DIR" };
        var command = new Command("refs", "Write reference assemblies made from the profile, so that a compiler refuses what a driver may not use.") { output, from };
        command.SetAction(parsed =>
        {
            string platform = parsed.GetValue(from)?.FullName ?? PlatformFolder();
            ReferenceSetReport report;
            try
            {
                report = ReferenceAssemblySet.Write(DriverProfile.Current, platform, parsed.GetRequiredValue(output).FullName);
            }
            catch (FileNotFoundException missing)
            {
                throw CommandFailure.CouldNotRun(SafeText.Escape(missing.Message));
            }

            foreach (string file in report.Files)
                Console.WriteLine(file);
            foreach (string missing in report.Missing)
                Console.Error.WriteLine($"singular: the platform at {SafeText.Escape(platform)} does not declare {missing}; it was left out.");
            Console.WriteLine($"Driver profile {report.ProfileVersion}: {report.Types} types, {report.Members} members.");
            return ExitCode.Done;
        });
        return command;
    }

    private static string PlatformFolder()
    {
        Version runtime = Version.Parse(Toolchain.Version);
        return TargetingPack.Find(runtime, [ToolchainOptions.FromEnvironment().PackagesFolder])
            ?? throw CommandFailure.CouldNotRun($"The targeting pack Microsoft.NETCore.App.Ref {runtime.Major}.{runtime.Minor} is not among NuGet's packages; run ./singular setup, or name a folder with --from.");
    }
}
