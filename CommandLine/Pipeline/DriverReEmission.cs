using Singular.Builder;
using Singular.Builder.ReEmit;
using Singular.CommandLine.Session;
using Singular.Manifests;
using Singular.Verifier;

namespace Singular.CommandLine.Pipeline;

/// <summary>The re-emit step of the install pipeline, with the verification of what was written.</summary>
internal sealed class DriverReEmission(Workspace workspace) : IPackageCompiler
{
    public IReadOnlyDictionary<string, byte[]> Reemit(DriverPackage package, Placement placement)
    {
        using ReferenceSet references = workspace.References(package);
        foreach ((_, byte[] assembly) in package.Assemblies)
            references.Add(assembly);
        var models = new List<AssemblySet>();
        try
        {
            foreach ((_, byte[] assembly) in package.Assemblies)
                models.Add(AssemblySet.Open(assembly, references));
            IReadOnlyList<ReEmittedAssembly> written = AssemblyReEmitter.ReEmitPackage(models);
            return written.ToDictionary(assembly => assembly.OriginalName, assembly => assembly.Bytes.ToArray());
        }
        catch (BuildException failure)
        {
            throw new RefusedException(RefusalCode.CompilationFailed, package.Id, failure.Message.TrimEnd('.'), "ask the vendor for a package that was built with a current C# compiler");
        }
        finally
        {
            models.ForEach(model => model.Dispose());
        }
    }
}
