using Mono.Cecil;
using Singular.Verifier.Images;
using Singular.Verifier.Types;

namespace Singular.Verifier;

/// <summary>What the phases of one verification share.</summary>
internal sealed class VerificationContext : IDisposable
{
    private AssemblySet? _assemblies;
    private VerificationModel? _model;

    public VerificationContext(ReadOnlyMemory<byte> image, ReferenceSet references, VerifierOptions options)
    {
        Image = image;
        References = references;
        Options = options;
        Sink = new FindingSink(options.Limits.Findings);
        Budget = new WorkBudget(options.Limits);
    }

    /// <summary>The bytes under verification: a private copy that nobody writes, so that what is verified stays what was read.</summary>
    public ReadOnlyMemory<byte> Image { get; }

    /// <summary>What the structural check of the bytes found; set by the first phase.</summary>
    public ImageReport ImageReport { get; set; } = new([]);

    public ReferenceSet References { get; }

    public VerifierOptions Options { get; }

    public VerificationLimits Limits => Options.Limits;

    public FindingSink Sink { get; }

    public WorkBudget Budget { get; }

    /// <summary>Number of bodies verified so far.</summary>
    public int MethodsVerified { get; set; }

    /// <summary>What the running phase is looking at, for findings about the verification itself.</summary>
    public IMemberDefinition? Current { get; set; }

    /// <summary>The assembly's model. Opened at first use, which must be after the structural phases: Mono.Cecil recurses on what it reads.</summary>
    public AssemblySet Assemblies => _assemblies ??= AssemblySet.Open(Image, References);

    /// <summary>The type system over the assembly and its references, made at first use like <see cref="Assemblies"/>.</summary>
    public VerificationModel Model => _model ??= new VerificationModel(this);

    public ModuleDefinition Module => Assemblies.Module;

    /// <summary>The assembly's full name if the model was opened, else empty.</summary>
    public string AssemblyName => _assemblies?.Module.Assembly?.Name.FullName ?? "";

    public void Dispose() => _assemblies?.Dispose();
}
