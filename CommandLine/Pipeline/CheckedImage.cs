using Singular.Builder;
using Singular.Builder.Images;
using Singular.Builder.ReEmit;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Pipeline;

/// <summary>Makes a hosted image of one package's driver, verified and written anew, for the worker to check.</summary>
internal sealed class CheckedImage(Workspace workspace)
{
    /// <summary>Verifies the package as the installer does and writes the image.</summary>
    /// <param name="package">The package; who signed it is not asked.</param>
    /// <param name="folder">Where the image is to be.</param>
    /// <exception cref="CommandFailure">The package does not verify.</exception>
    public HostedImage Build(DriverPackage package, string folder)
    {
        Verify(workspace, package);
        // The worker provides what is imported, under the parameters' names.
        ImageDriver driver = Driver(workspace, package, Placement.Process, import => $"{import.Parameter}#0");
        return workspace.ImageBuilder(null).BuildHosted(new ImageInputs { Drivers = [driver] }, folder);
    }

    /// <summary>Verifies a package as the installer does.</summary>
    /// <exception cref="CommandFailure">It does not verify.</exception>
    public static void Verify(Workspace workspace, DriverPackage package)
    {
        package.CheckManifest(workspace.SystemFolder);
        IReadOnlyList<VerificationFinding> findings = new DriverVerification(workspace).Verify(package);
        if (findings.Count > 0)
            throw CommandFailure.Refused($"{SafeText.Escape(package.Id)} does not verify, so its code is not run here: {findings[0]}. 'singular explain {findings[0].Code}' says what that means.");
    }

    /// <summary>A verified package's driver as an image for a check has it: written anew, under nobody's policy, started by the checker alone.</summary>
    /// <param name="workspace">The checkout.</param>
    /// <param name="package">The package.</param>
    /// <param name="placement">Where it runs.</param>
    /// <param name="provider">The instance that serves an import.</param>
    public static ImageDriver Driver(Workspace workspace, DriverPackage package, Placement placement, Func<ImportedContract, string> provider)
    {
        var record = new DriverRecord
        {
            Instance = package.Manifest.FirstInstance,
            PackageSha256 = package.Sha256,
            Placement = placement,
            Rule = "check",
            Signer = "",
            Restart = RestartRule.Never,
            IsVerified = true,
            MemoryLimitBytes = 0,
            Bindings = [.. package.Manifest.Imports.Select(import => new Binding(import.Parameter, provider(import)))],
            Program = placement == Placement.Process ? $"driver/{package.Id}" : "",
            Manifest = package.Manifest,
        };
        return new ImageDriver(record, [.. new DriverReEmission(workspace).Reemit(package, placement).Select(pair => ReEmittedAssembly.FromStore(pair.Key, pair.Value))]);
    }
}
