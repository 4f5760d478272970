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
        IReadOnlyDictionary<string, byte[]> written = new DriverReEmission(workspace).Reemit(package, Placement.Process);
        return workspace.ImageBuilder(null).BuildHosted(
            new ImageInputs { Drivers = [new ImageDriver(Record(package), [.. written.Select(pair => ReEmittedAssembly.FromStore(pair.Key, pair.Value))])] }, folder);
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

    private static DriverRecord Record(DriverPackage package) => new()
    {
        Instance = package.Manifest.FirstInstance,
        PackageSha256 = package.Sha256,
        Placement = Placement.Process,
        Rule = "check",
        Signer = "",
        Restart = RestartRule.Never,
        IsVerified = true,
        MemoryLimitBytes = 0,
        // The worker provides what is imported, under these names.
        Bindings = [.. package.Manifest.Imports.Select(import => new Binding(import.Parameter, $"{import.Parameter}#0"))],
        Program = $"driver/{package.Id}",
        Manifest = package.Manifest,
    };
}
