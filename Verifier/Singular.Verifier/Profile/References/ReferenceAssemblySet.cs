using Mono.Cecil;

namespace Singular.Verifier.Profile.References;

/// <summary>Reference assemblies made from the driver profile. A compiler that is given them, and no other platform, tells the
/// author of everything outside of the profile; what it accepts may still break a rule that only the verifier sees.</summary>
public static class ReferenceAssemblySet
{
    /// <summary>Writes the set: one file for each of the platform's reference assemblies that has anything of the profile, with
    /// its own name and version, so that code compiled against the set refers to the platform itself.</summary>
    /// <param name="profile">The profile to make it from.</param>
    /// <param name="platformFolder">The platform's reference assemblies: <c>ref/netX.0</c> of Microsoft.NETCore.App.Ref.</param>
    /// <param name="outputFolder">Where to write; made when it is not there. Files of the same name are replaced, others stay.</param>
    /// <exception cref="FileNotFoundException">The platform's folder does not hold its reference assemblies.</exception>
    public static ReferenceSetReport Write(DriverProfile profile, string platformFolder, string outputFolder)
    {
        using var platform = new PlatformReferences(platformFolder);
        var kept = new KeptTypes(profile, platform);
        Directory.CreateDirectory(outputFolder);
        var files = new List<string>();
        string[] written = [.. platform.Modules.Where(m => kept.AnyOf(m)).Select(m => m.Assembly.Name.Name)];
        foreach (ModuleDefinition module in platform.Modules.Where(m => written.Contains(m.Assembly.Name.Name)))
            new ModuleTrimmer(module, kept, platform).MarkOutsiders();
        foreach (ModuleDefinition module in platform.Modules.Where(m => written.Contains(m.Assembly.Name.Name)))
        {
            new ModuleTrimmer(module, kept, platform).Trim(written);
            string file = Path.Combine(outputFolder, module.Assembly.Name.Name + ".dll");
            // A zero time stamp and an identity made of the content: the same profile gives the same bytes.
            module.Write(file, new WriterParameters { DeterministicMvid = true, Timestamp = 0 });
            files.Add(file);
        }

        return new ReferenceSetReport(profile.Version, files, kept.ProfileTypeCount, kept.ProfileMemberCount, kept.Missing);
    }
}
