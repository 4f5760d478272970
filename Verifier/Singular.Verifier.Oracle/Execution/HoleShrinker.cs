using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Verifier.Oracle.Mutation;

namespace Singular.Verifier.Oracle.Execution;

/// <summary>Makes a mutant with a hole smaller: other changed bodies go, then instructions, as long as it is accepted and still shows the hole.</summary>
internal sealed class HoleShrinker(ReferenceSet references, IReadOnlySet<string> ignoredCodes)
{
    /// <summary>Runs that one hole is worth; each starts a process.</summary>
    private const int Runs = 16;

    /// <summary>The smallest form found; the file itself where the hole does not show on .NET when it runs alone.</summary>
    public ExecutionUnit Shrink(Trial trial, Observation observation, Executor executor)
    {
        ExecutionUnit unit = trial.Unit;
        if (unit.Kind != MutantKind.Body)
            return unit;
        ExecutionUnit smallest = unit with { Methods = [trial.Method] };
        if (!executor.Shows(smallest, observation.Kind))
            return smallest;
        int runs = 0;
        foreach (uint other in unit.Methods.Where(token => token != trial.Method))
        {
            if (runs < Runs)
                Try(Changed(smallest, other, static body => Empty(body)));
        }
        for (int i = 0; runs < Runs; i++)
        {
            int index = i;
            if (Changed(smallest, trial.Method, body => Remove(body, index)) is not { } candidate)
                break;
            if (Try(candidate))
                i--;
        }
        return smallest;

        bool Try(ExecutionUnit? candidate)
        {
            if (candidate is null || !IsAccepted(candidate.File))
                return false;
            runs++;
            if (!executor.Shows(candidate, observation.Kind))
                return false;
            smallest = candidate;
            return true;
        }
    }

    private bool IsAccepted(byte[] file) =>
        AssemblyVerifier.Verify(file, references, SoundnessOracle.TypeChecks).Findings.All(finding => ignoredCodes.Contains(finding.Code));

    /// <summary>The unit with one body changed, or null when there is nothing to change.</summary>
    private static ExecutionUnit? Changed(ExecutionUnit unit, uint token, Func<MethodBody, bool> change)
    {
        using var module = ModuleDefinition.ReadModule(new MemoryStream(unit.File, writable: false), new ReaderParameters(ReadingMode.Immediate));
        var target = (MethodDefinition)module.LookupToken(new MetadataToken(unit.Methods[0]));
        if (!change(((MethodDefinition)module.LookupToken(new MetadataToken(token))).Body))
            return null;
        using var output = new MemoryStream();
        module.Write(output, new WriterParameters { Timestamp = 0 });
        return unit with { File = output.ToArray(), Methods = [target.MetadataToken.ToUInt32()] };
    }

    private static bool Empty(MethodBody body)
    {
        if (body.Method.IsConstructor)
            return false;
        body.Variables.Clear();
        body.ExceptionHandlers.Clear();
        body.Instructions.Clear();
        body.Instructions.Add(Instruction.Create(OpCodes.Ldnull));
        body.Instructions.Add(Instruction.Create(OpCodes.Throw));
        return true;
    }

    /// <summary>Makes the instruction at an index a nop; false behind the end.</summary>
    private static bool Remove(MethodBody body, int index)
    {
        Instruction[] worth = [.. body.Instructions.Where(instruction => instruction.OpCode.Code != Code.Nop)];
        if (index >= worth.Length)
            return false;
        (worth[index].OpCode, worth[index].Operand) = (OpCodes.Nop, null);
        return true;
    }
}
