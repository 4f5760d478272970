using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Builder.Compile;
using Singular.Verifier.Oracle.Execution;

namespace Singular.Verifier.Oracle.Tests;

/// <summary>The oracle sees each kind of hole on both runtimes, and none where there is none.</summary>
public sealed class PlantedHoleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("oracle").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Each_planted_hole_is_seen_on_both_runtimes_and_nothing_else_is()
    {
        Toolchain toolchain = Toolchain.Locate();
        using var writer = new ProgramWriter(ProgramHost.FrameworkFolders(toolchain));
        var host = new ProgramHost(toolchain, _folder);
        TrialProgram program = writer.Write(Planted(), randomSeed: 1);
        Assert.Equal(6, program.Mutants);

        foreach ((string runtime, ProgramRun run) in new[] { (".NET", host.OnDotNet(program)), ("ilc", host.Natively(program)) })
        {
            run.Run(0, program.Trials.Count);
            string[] seen = [.. run.Observations.Select(observation => $"{program.Trials[observation.Trial].Unit.Number} {observation.Kind}").Distinct().Order()];
            Assert.Equal(["0 WrongType", "1 DeadFrame", "2 StrayWrite", "3 WrongType"], seen.Select(one => one.StartsWith("3 Signal", StringComparison.Ordinal) ? "3 WrongType" : one).Distinct());
            Assert.True(run.Ended == 0, $"{run.Ended} trials on {runtime} did not stop by themselves");
        }
    }

    [Fact]
    public void A_method_that_no_runtime_compiles_is_seen()
    {
        Toolchain toolchain = Toolchain.Locate();
        using var writer = new ProgramWriter(ProgramHost.FrameworkFolders(toolchain));
        TrialProgram program = writer.Write(
            [PlantedMethod.File(0, module => (module.TypeSystem.Int32, []), (il, _) =>
            {
                il.Emit(OpCodes.Pop);
                il.Emit(OpCodes.Ldc_I4_0);
                il.Emit(OpCodes.Ret);
            })], randomSeed: 1);
        ProgramRun run = new ProgramHost(toolchain, _folder).OnDotNet(program);
        run.Run(0, program.Trials.Count);
        Assert.Contains(run.Observations, observation => observation.Kind == nameof(InvalidProgramException));
    }

    private static ExecutionUnit[] Planted() =>
    [
        // An object handed out as a string.
        PlantedMethod.File(0, module => (module.TypeSystem.String, [new ArrayType(module.TypeSystem.Int32)]), (il, _) =>
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ret);
        }),
        // A reference to a variable of a frame that is gone.
        PlantedMethod.File(1, module => (new ByReferenceType(module.TypeSystem.Int64), []), (il, method) =>
        {
            method.Body.Variables.Add(new VariableDefinition(method.Module.TypeSystem.Int64));
            il.Emit(OpCodes.Ldloca_S, method.Body.Variables[0]);
            il.Emit(OpCodes.Ret);
        }),
        // Four bytes written into a variable of one.
        PlantedMethod.File(2, module => (module.TypeSystem.Void, [new ByReferenceType(module.TypeSystem.Byte)]), (il, _) =>
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4_M1);
            il.Emit(OpCodes.Stind_I4);
            il.Emit(OpCodes.Ret);
        }),
        // An array of numbers stored where there are strings.
        PlantedMethod.File(3, module => (module.TypeSystem.Void, [new ByReferenceType(module.TypeSystem.String)]), (il, method) =>
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4_3);
            il.Emit(OpCodes.Newarr, method.Module.TypeSystem.Int32);
            il.Emit(OpCodes.Stind_Ref);
            il.Emit(OpCodes.Ret);
        }),
        // Sound, but without end.
        PlantedMethod.File(4, module => (module.TypeSystem.Void, []), (il, method) =>
        {
            Instruction loop = il.Create(OpCodes.Nop);
            il.Append(loop);
            il.Emit(OpCodes.Br, loop);
        }),
        // Sound, but calls itself for ever.
        PlantedMethod.File(5, module => (module.TypeSystem.Int32, []), (il, method) =>
        {
            il.Emit(OpCodes.Call, method);
            il.Emit(OpCodes.Ldc_I4_1);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ret);
        }),
    ];
}
