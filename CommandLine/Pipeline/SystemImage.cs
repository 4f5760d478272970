using Singular.Builder;
using Singular.Builder.Images;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Pipeline;

/// <summary>Makes the image of a root's drivers under its policy.</summary>
internal sealed class SystemImage
{
    private readonly RootSession _session;
    private readonly ImageBuilder _builder;
    private readonly ImageInputs _inputs;

    /// <param name="session">The root.</param>
    /// <param name="policy">The policy to go by: the root's own, or a stricter one.</param>
    public SystemImage(RootSession session, Policy policy)
    {
        _session = session;
        _builder = session.Workspace.ImageBuilder(new BuildProgress());
        SystemPlan plan = session.Plan(policy);
        foreach (Refusal refusal in plan.Refusals)
            Console.Error.WriteLine($"left out of the image: {refusal}");
        _inputs = Inputs(plan);
    }

    private string Folder => Path.Combine(_session.Root.Folder, "images");

    /// <summary>Makes the boot image and gives where it lies.</summary>
    /// <param name="programs">Further programs to put into it: name in the image and path.</param>
    /// <param name="cancellation">Ends the build.</param>
    public BuiltImage Build(IReadOnlyDictionary<string, string> programs, CancellationToken cancellation)
    {
        BuiltImage built = _builder.Build(_inputs with { Programs = programs }, Path.Combine(Folder, "boot.img"), cancellation);
        LastImage.Write(_session.Root, built.Record);
        return built;
    }

    /// <summary>Makes the boot image and gives where it lies.</summary>
    public BuiltImage Build(CancellationToken cancellation) => Build(new Dictionary<string, string>(), cancellation);

    /// <summary>Makes the image for the kernel as a Linux process under the JIT.</summary>
    public HostedImage BuildHosted() => _builder.BuildHosted(_inputs, Path.Combine(Folder, "hosted"));

    /// <summary>Makes the image for the kernel as a native Linux process.</summary>
    public HostedImage BuildHostedNative(CancellationToken cancellation) =>
        _builder.BuildHostedNative(_inputs, Path.Combine(Folder, "hosted-native"), cancellation);

    private ImageInputs Inputs(SystemPlan plan)
    {
        string disk = Path.Combine(Folder, "ramdisk.img");
        RamDiskImage.CreateMissing(disk);
        return new ImageInputs { Drivers = InstalledDrivers.Of(_session.Root, plan, _ => true), RamDiskFile = disk };
    }
}
