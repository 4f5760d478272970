using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Builder.Images;
using Singular.Builder.ReEmit;

namespace Singular.Builder.Symbols;

/// <summary>Gives the re-emitted assemblies of a hosted image the debug information of what they were written from.</summary>
public static class DebugSymbols
{
    /// <summary>Hexadecimal digits behind the name of a re-emitted assembly.</summary>
    private const int HashDigits = 16;

    /// <summary>Writes a <c>.pdb</c> beside each assembly of the image for which there is debug information.</summary>
    /// <param name="image">An image that runs under the JIT.</param>
    /// <param name="folder">The assemblies as they were compiled, each with its <c>.pdb</c> beside it.</param>
    /// <returns>How many assemblies now have debug information.</returns>
    public static int CarryOver(HostedImage image, string folder)
    {
        ArgumentNullException.ThrowIfNull(image);
        int carried = 0;
        foreach (string compiled in Directory.EnumerateFiles(folder, "*.dll"))
        {
            string name = Path.GetFileNameWithoutExtension(compiled);
            if (!File.Exists(Path.ChangeExtension(compiled, ".pdb")))
                continue;
            foreach (string file in Directory.EnumerateFiles(image.Folder, $"{name}.*.dll", SearchOption.AllDirectories))
            {
                if (Path.GetFileNameWithoutExtension(file).Length != name.Length + 1 + HashDigits)
                    continue;
                CarryOver(compiled, file);
                carried++;
            }
        }

        return carried;
    }

    private static void CarryOver(string compiled, string file)
    {
        using ModuleDefinition from = ModuleDefinition.ReadModule(compiled, new ReaderParameters { ReadSymbols = true, SymbolReaderProvider = new PortablePdbReaderProvider() });
        using ModuleDefinition to = ModuleDefinition.ReadModule(file, new ReaderParameters { InMemory = true });
        Dictionary<string, MethodDefinition> written = to.GetTypes().SelectMany(type => type.Methods).ToDictionary(method => method.FullName, StringComparer.Ordinal);
        foreach (MethodDefinition method in from.GetTypes().SelectMany(type => type.Methods))
        {
            if (method is { HasBody: true, DebugInformation.HasSequencePoints: true } && written.TryGetValue(method.FullName, out MethodDefinition? copy))
                CarryOver(method, copy);
        }

        to.Write(file, new WriterParameters { WriteSymbols = true, SymbolWriterProvider = new PortablePdbWriterProvider() });
    }

    private static void CarryOver(MethodDefinition from, MethodDefinition to)
    {
        Dictionary<int, Instruction> instructions = to.Body.Instructions.ToDictionary(instruction => instruction.Offset);
        IReadOnlyDictionary<int, int> offsets = WrittenOffsets.Of(from);
        foreach (SequencePoint point in from.DebugInformation.SequencePoints)
        {
            // Code that cannot be reached was not written.
            if (!offsets.TryGetValue(point.Offset, out int offset) || !instructions.TryGetValue(offset, out Instruction? instruction))
                continue;
            to.DebugInformation.SequencePoints.Add(new SequencePoint(instruction, point.Document)
            {
                StartLine = point.StartLine,
                StartColumn = point.StartColumn,
                EndLine = point.EndLine,
                EndColumn = point.EndColumn,
            });
        }

        if (from.DebugInformation.Scope is null || to.Body.Instructions.Count == 0)
            return;
        // One scope for all: a debugger shows every local variable everywhere, which is more than the source has, never less.
        to.DebugInformation.Scope = new ScopeDebugInformation(to.Body.Instructions[0], null);
        foreach (VariableDebugInformation variable in Variables(from.DebugInformation.Scope))
        {
            if (variable.Index < to.Body.Variables.Count)
                to.DebugInformation.Scope.Variables.Add(new VariableDebugInformation(to.Body.Variables[variable.Index], variable.Name));
        }
    }

    private static IEnumerable<VariableDebugInformation> Variables(ScopeDebugInformation scope) =>
        scope.Variables.Concat(scope.Scopes.SelectMany(Variables));
}
