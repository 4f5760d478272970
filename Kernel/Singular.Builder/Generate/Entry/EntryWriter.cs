using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Builder.Generate.Contracts;
using Singular.Builder.Generate.Emit;

namespace Singular.Builder.Generate.Entry;

/// <summary>Writes the methods of the entry class.</summary>
internal sealed class EntryWriter(Target target, AssemblyMap assemblies, TypeDefinition entry)
{
    private const MethodAttributes Static = MethodAttributes.Private | MethodAttributes.Static | MethodAttributes.HideBySig;

    private readonly List<MethodDefinition> _factories = [];
    private MethodDefinition? _bindings;
    private MethodDefinition? _table;

    /// <summary><c>object Construct_…(object[])</c> and <c>DriverFactory Factory_…()</c>.</summary>
    internal void WriteFactory(string packageId, MethodDefinition constructor, bool usesAwait)
    {
        var construct = new MethodDefinition($"Construct_{_factories.Count}", Static, target.Object);
        construct.Parameters.Add(new ParameterDefinition("arguments", ParameterAttributes.None, new ArrayType(target.Object)));
        entry.Methods.Add(construct);
        ILProcessor il = construct.Body.GetILProcessor();
        for (int i = 0; i < constructor.Parameters.Count; i++)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4, i);
            il.Emit(OpCodes.Ldelem_Ref);
            il.Emit(OpCodes.Castclass, target.Import(constructor.Parameters[i].ParameterType));
        }
        il.Emit(OpCodes.Newobj, target.Import(constructor));
        il.Emit(OpCodes.Ret);

        var factory = new MethodDefinition($"Factory_{_factories.Count}", Static, target.Runtime("DriverFactory"));
        entry.Methods.Add(factory);
        il = factory.Body.GetILProcessor();
        il.Emit(OpCodes.Ldstr, packageId);
        // DomainOptions.UsesAwait is 1.
        il.Emit(usesAwait ? OpCodes.Ldc_I4_1 : OpCodes.Ldc_I4_0);
        BindingsWriter.EmitArray(
            il, target.String, [.. constructor.Parameters], parameter => il.Emit(OpCodes.Ldstr, parameter.ParameterType.FullName));
        TypeReference function = target.PlatformGeneric("System", "Func", false, new ArrayType(target.Object), target.Object);
        il.Emit(OpCodes.Ldnull);
        il.Emit(OpCodes.Ldftn, construct);
        il.Emit(OpCodes.Newobj, target.DelegateConstructor(function));
        il.Emit(OpCodes.Newobj, target.RuntimeMethod("DriverFactory", ".ctor"));
        il.Emit(OpCodes.Ret);
        _factories.Add(factory);
    }

    /// <summary><c>ContractBinding[][] AllBindings()</c></summary>
    internal void WriteBindings(IReadOnlyList<string> generated)
    {
        var array = new ArrayType(target.Runtime("ContractBinding"));
        _bindings = new MethodDefinition("AllBindings", Static, new ArrayType(array));
        entry.Methods.Add(_bindings);
        ILProcessor il = _bindings.Body.GetILProcessor();
        BindingsWriter.EmitArray(il, array, generated, name => il.Emit(
            OpCodes.Call, target.Import(Target.OnlyMethod(assemblies.GetType(name, ContractGenerator.BindingsType), "All"))));
        il.Emit(OpCodes.Ret);
    }

    /// <summary><c>ImageTable Table()</c></summary>
    internal void WriteTable()
    {
        _table = new MethodDefinition("Table", Static, target.Runtime("ImageTable"));
        entry.Methods.Add(_table);
        ILProcessor il = _table.Body.GetILProcessor();
        BindingsWriter.EmitArray(il, target.Runtime("DriverFactory"), _factories, factory => il.Emit(OpCodes.Call, factory));
        il.Emit(OpCodes.Call, _bindings!);
        il.Emit(OpCodes.Call, target.RuntimeMethod("ImageTable", "Of"));
        il.Emit(OpCodes.Ret);
    }

    /// <summary><c>int Main(string[])</c></summary>
    internal MethodDefinition WriteMain(MethodDefinition run, MethodDefinition platform)
    {
        var main = new MethodDefinition("Main", Static, target.Int32);
        main.Parameters.Add(new ParameterDefinition("arguments", ParameterAttributes.None, new ArrayType(target.String)));
        entry.Methods.Add(main);
        ILProcessor il = main.Body.GetILProcessor();
        foreach (ParameterDefinition parameter in run.Parameters)
            EmitArgument(il, run, parameter, platform);
        il.Emit(OpCodes.Call, target.Import(run));
        if (run.ReturnType.FullName == "System.Void")
            il.Emit(OpCodes.Ldc_I4_0);
        else if (run.ReturnType.FullName != "System.Int32")
            throw new GenerationException(run.DeclaringType.FullName, run.Name, "result", run.ReturnType.FullName, "void or int");
        il.Emit(OpCodes.Ret);
        return main;
    }

    private void EmitArgument(ILProcessor il, MethodDefinition run, ParameterDefinition parameter, MethodDefinition platform)
    {
        const string Runtime = Target.RuntimeAssembly + ".";
        switch (parameter.ParameterType.FullName)
        {
            case Runtime + "ImageTable":
                il.Emit(OpCodes.Call, _table!);
                break;
            case Runtime + "DriverFactory":
                if (_factories.Count != 1)
                {
                    throw new GenerationException(
                        run.DeclaringType.FullName, run.Name, parameter.Name, $"{_factories.Count} drivers in the program", "one");
                }
                il.Emit(OpCodes.Call, _factories[0]);
                break;
            case "System.String[]":
                il.Emit(OpCodes.Ldarg_0);
                break;
            case Runtime + "ContractBinding[]" or "System.Collections.Generic.IReadOnlyList`1<" + Runtime + "ContractBinding>":
                il.Emit(OpCodes.Call, _bindings!);
                il.Emit(OpCodes.Call, target.RuntimeMethod("ImageTable", "Join"));
                break;
            default:
                EmitPlatform(il, run, parameter, platform);
                break;
        }
    }

    private void EmitPlatform(ILProcessor il, MethodDefinition run, ParameterDefinition parameter, MethodDefinition platform)
    {
        TypeDefinition type = platform.DeclaringType;
        if (parameter.ParameterType.FullName != type.FullName && !Implements(type, parameter.ParameterType))
        {
            throw new GenerationException(
                run.DeclaringType.FullName, run.Name, parameter.Name, $"the type {parameter.ParameterType.FullName}",
                $"ImageTable, DriverFactory, ContractBinding[], string[], or what {type.FullName} is");
        }
        if (platform.Parameters.Count == 1)
            il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Newobj, target.Import(platform));
    }

    private bool Implements(TypeDefinition type, TypeReference wanted)
    {
        for (TypeDefinition? step = type; step is not null; step = step.BaseType is null ? null : assemblies.Find(step.BaseType))
        {
            if (step.FullName == wanted.FullName || step.Interfaces.Any(item => Is(item.InterfaceType, wanted)))
                return true;
        }
        return false;
    }

    private bool Is(TypeReference candidate, TypeReference wanted) =>
        candidate.FullName == wanted.FullName
        || (assemblies.Find(candidate) is { } definition && definition.Interfaces.Any(item => Is(item.InterfaceType, wanted)));
}
