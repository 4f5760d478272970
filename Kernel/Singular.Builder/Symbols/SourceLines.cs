using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Builder.ReEmit;

namespace Singular.Builder.Symbols;

/// <summary>Finds the line of source of a place in IL, from a vendor's assemblies and their debug information (portable PDB).</summary>
public sealed class SourceLines : IDisposable
{
    // A method is known by the name that a fault report has for it. Overloads that differ in namespaces only share one.
    private readonly Dictionary<string, List<MethodDefinition>> _methods = new(StringComparer.Ordinal);

    private readonly List<ModuleDefinition> _modules = [];

    /// <summary>Reads an assembly whose <c>.pdb</c> lies beside it.</summary>
    /// <exception cref="BuildException"><see cref="BuildCode.InputMissing"/>: there is none, or it belongs to another build of the assembly.</exception>
    public void Add(string assembly)
    {
        try
        {
            ModuleDefinition module = ModuleDefinition.ReadModule(assembly, new ReaderParameters { InMemory = true, ReadSymbols = true, SymbolReaderProvider = new PortablePdbReaderProvider() });
            _modules.Add(module);
            foreach (MethodDefinition method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody))
            {
                string name = NameOf(method);
                if (!_methods.TryGetValue(name, out List<MethodDefinition>? same))
                    _methods.Add(name, same = []);
                same.Add(method);
            }
        }
        catch (Exception error) when (error is BadImageFormatException or SymbolsNotFoundException or SymbolsNotMatchingException or IOException or InvalidOperationException)
        {
            throw new BuildException(BuildCode.InputMissing, assembly, $"its debug information cannot be read: {error.Message}", "an assembly and the .pdb of the same build beside it",
                "Name the folder of the build that was packed, e.g. obj/Release/net9.0.");
        }
    }

    /// <summary>The line of a place; null where the method is not known or the code has no line.</summary>
    /// <param name="method"><c>Namespace.Type::Method(ParameterTypes)</c>, nested types behind a <c>+</c>, parameter types without namespaces.</param>
    /// <param name="offset">IL offset in bytes.</param>
    public SourceLine? Find(string method, int offset)
    {
        if (!_methods.TryGetValue(method, out List<MethodDefinition>? found))
            return null;
        SequencePoint? point = found.SelectMany(Points)
            .Where(at => !at.Point.IsHidden && at.Offset <= offset)
            .MaxBy(at => at.Offset).Point;
        return point is null ? null : new SourceLine(point.Document.Url, point.StartLine);
    }

    /// <summary>The points of a method where they lie in the code that runs.</summary>
    private static IEnumerable<(int Offset, SequencePoint Point)> Points(MethodDefinition method)
    {
        IReadOnlyDictionary<int, int> written = WrittenOffsets.Of(method);
        foreach (SequencePoint point in method.DebugInformation.SequencePoints)
        {
            if (written.TryGetValue(point.Offset, out int offset))
                yield return (offset, point);
        }
    }

    public void Dispose() => _modules.ForEach(module => module.Dispose());

    private static string NameOf(MethodDefinition method) =>
        $"{method.DeclaringType.FullName.Replace('/', '+')}::{method.Name}({string.Join(',', method.Parameters.Select(parameter => parameter.ParameterType.Name))})";
}
