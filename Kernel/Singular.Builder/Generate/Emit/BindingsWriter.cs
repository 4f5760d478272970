using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Builder.Generate.Contracts;

namespace Singular.Builder.Generate.Emit;

/// <summary>Writes the class <c>Shapes</c> (what the members of each contract are) and the class <c>Bindings</c> (what the runtime
/// makes boundaries and stubs with).</summary>
internal sealed class BindingsWriter(Target target, AssemblyMap assemblies)
{
    private const TypeAttributes StaticClass = TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit;
    private const MethodAttributes Static = MethodAttributes.Static | MethodAttributes.HideBySig;

    internal void WriteShapes(IReadOnlyList<ContractTypes> contracts)
    {
        var shapes = new TypeDefinition(Target.Namespace, "Shapes", TypeAttributes.NotPublic | StaticClass, target.Object);
        target.Module.Types.Add(shapes);
        var initializer = new MethodDefinition(
            ".cctor", MethodAttributes.Private | Static | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName, target.Void);
        shapes.Methods.Add(initializer);
        ILProcessor il = initializer.Body.GetILProcessor();
        foreach (ContractTypes types in contracts)
        {
            types.Shapes = new FieldDefinition(
                Names.Of(types.Contract.Interface), FieldAttributes.Assembly | FieldAttributes.Static | FieldAttributes.InitOnly,
                new ArrayType(target.Runtime("MemberShape")));
            shapes.Fields.Add(types.Shapes);
            EmitArray(il, target.Runtime("MemberShape"), types.Contract.Members, member => EmitShape(il, types.Contract, member));
            il.Emit(OpCodes.Stsfld, types.Shapes);
        }
        il.Emit(OpCodes.Ret);
    }

    internal void WriteBindings(IReadOnlyList<ContractTypes> contracts)
    {
        var bindings = new TypeDefinition(Target.Namespace, "Bindings", TypeAttributes.Public | StaticClass, target.Object);
        target.Module.Types.Add(bindings);
        var all = new MethodDefinition("All", MethodAttributes.Public | Static, new ArrayType(target.Runtime("ContractBinding")));
        bindings.Methods.Add(all);
        ILProcessor il = all.Body.GetILProcessor();
        EmitArray(il, target.Runtime("ContractBinding"), contracts, types => EmitBinding(il, bindings, types));
        il.Emit(OpCodes.Ret);
    }

    private void EmitShape(ILProcessor il, Contract contract, ContractMember member)
    {
        il.Emit(OpCodes.Ldstr, $"{contract.Interface.Name}.{member.Method.Name}");
        il.Emit(OpCodes.Ldc_I4, unchecked((int)member.States));
        il.Emit(member.IsRepeatable ? OpCodes.Ldc_I4_1 : OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ldc_I4, member.LimitMilliseconds);
        EmitArray(il, target.String, member.Parameters, parameter => il.Emit(OpCodes.Ldstr, parameter.Name));
        il.Emit(OpCodes.Newobj, target.Import(
            target.RuntimeDefinition("MemberShape").Methods.Single(method => method.IsConstructor && method.Parameters.Count == 5)));
    }

    private void EmitBinding(ILProcessor il, TypeDefinition bindings, ContractTypes types)
    {
        Contract contract = types.Contract;
        il.Emit(OpCodes.Ldstr, contract.Name);
        il.Emit(OpCodes.Ldc_I4, contract.Major);
        il.Emit(OpCodes.Ldc_I4, contract.Minor);
        il.Emit(OpCodes.Ldstr, CanonicalText.Hash(contract));
        il.Emit(MovesBuffers(contract) ? OpCodes.Ldc_I4_1 : OpCodes.Ldc_I4_0);
        il.Emit(TakesEndpoints(contract) ? OpCodes.Ldc_I4_1 : OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ldtoken, types.Interface);
        il.Emit(OpCodes.Call, TypeFromHandle());
        EmitFactory(il, bindings, types.BoundaryConstructor, target.Runtime("Boundary"));
        EmitFactory(il, bindings, types.ClientConstructor, target.Runtime("ClientEndpoint"));
        EmitFactory(il, bindings, types.ServerConstructor, target.Runtime("ServerEndpoint"));
        il.Emit(OpCodes.Newobj, target.RuntimeMethod("ContractBinding", ".ctor"));
    }

    /// <summary>Whether it or an endpoint that goes through its channels, in either direction, moves buffers. An endpoint's contract may be in an assembly that was read before, where nothing
    /// is known of its members but their signatures.</summary>
    private bool MovesBuffers(Contract contract) => AnyMember(
        contract, method => method.Parameters.Select(parameter => parameter.ParameterType).Append(method.ReturnType).SelectMany(PartsOf).Any(part => part.FullName == "Singular.Channels.Owned`1"));

    /// <summary>Whether it or an endpoint that comes out of it takes endpoints.</summary>
    private bool TakesEndpoints(Contract contract) =>
        AnyMember(contract, method => method.Parameters.Any(parameter => assemblies.Find(parameter.ParameterType) is { IsInterface: true }));

    private bool AnyMember(Contract contract, Func<MethodDefinition, bool> test)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<TypeDefinition>([contract.Interface]);
        while (open.TryDequeue(out TypeDefinition? type))
        {
            if (!seen.Add(type.FullName))
                continue;
            if (type.Methods.Any(test))
                return true;
            foreach (TypeReference part in type.Methods.SelectMany(method => method.Parameters.Select(parameter => parameter.ParameterType).Append(method.ReturnType)).SelectMany(PartsOf))
            {
                if (assemblies.Find(part) is { IsInterface: true } endpoint)
                    open.Enqueue(endpoint);
            }
        }
        return false;
    }

    /// <summary>The types that a signature names, generic arguments included.</summary>
    private static IEnumerable<TypeReference> PartsOf(TypeReference type) => type is GenericInstanceType generic
        ? generic.GenericArguments.SelectMany(PartsOf).Append(generic.ElementType)
        : [type];

    /// <summary>A <c>Func</c> over a static method that calls the constructor.</summary>
    private void EmitFactory(ILProcessor il, TypeDefinition bindings, MethodDefinition constructor, TypeReference result)
    {
        var factory = new MethodDefinition($"Create_{Names.Of(constructor.DeclaringType)}", MethodAttributes.Private | Static, result);
        foreach (ParameterDefinition parameter in constructor.Parameters)
            factory.Parameters.Add(new ParameterDefinition(parameter.ParameterType));
        bindings.Methods.Add(factory);
        ILProcessor body = factory.Body.GetILProcessor();
        foreach (ParameterDefinition parameter in factory.Parameters)
            body.Emit(OpCodes.Ldarg, parameter);
        body.Emit(OpCodes.Newobj, constructor);
        body.Emit(OpCodes.Ret);
        TypeReference type = target.PlatformGeneric(
            "System", "Func", false, [.. constructor.Parameters.Select(parameter => parameter.ParameterType), result]);
        il.Emit(OpCodes.Ldnull);
        il.Emit(OpCodes.Ldftn, factory);
        il.Emit(OpCodes.Newobj, target.DelegateConstructor(type));
    }

    private MethodReference TypeFromHandle()
    {
        TypeReference type = target.Platform("System", "Type", false);
        var method = new MethodReference("GetTypeFromHandle", type, type) { HasThis = false };
        method.Parameters.Add(new ParameterDefinition(target.Platform("System", "RuntimeTypeHandle", true)));
        return method;
    }

    internal static void EmitArray<T>(ILProcessor il, TypeReference element, IReadOnlyList<T> items, Action<T> emitItem)
    {
        il.Emit(OpCodes.Ldc_I4, items.Count);
        il.Emit(OpCodes.Newarr, element);
        for (int i = 0; i < items.Count; i++)
        {
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Ldc_I4, i);
            emitItem(items[i]);
            il.Emit(OpCodes.Stelem_Ref);
        }
    }
}
