using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;

namespace Singular.Channels.Testing;

/// <summary>Makes, for a contract, the class that implements it by calls with boxed arguments.</summary>
internal static class EmittedType
{
    private const BindingFlags Inherited = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;

    private static readonly ConcurrentDictionary<(Type Contract, Type Base), Lazy<Type>> s_types = new();

    /// <summary>An object that implements the contract of some hands.</summary>
    internal static object Create(EndpointHands hands) => Create(hands, typeof(EmittedEndpoint));

    /// <summary>The same for hands that stand before a boundary.</summary>
    internal static object CreateWatch(EndpointHands hands) => Create(hands, typeof(EmittedWatch));

    private static object Create(EndpointHands hands, Type baseType) =>
        Activator.CreateInstance(s_types.GetOrAdd((hands.Contract.Type, baseType), static key => new Lazy<Type>(() => Define(key.Contract, key.Base))).Value, hands)!;

    private static Type Define(Type contract, Type baseType)
    {
        ModuleBuilder module = EmittedModule.For(contract);
        lock (module)
        {
            TypeBuilder type = module.DefineType($"{baseType.Name}.{contract.FullName}", TypeAttributes.Public | TypeAttributes.Sealed, baseType, [contract]);
            ILGenerator il = type.DefineConstructor(MethodAttributes.Public, CallingConventions.HasThis, [typeof(EndpointHands)]).GetILGenerator();
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Call, baseType.GetConstructor(Inherited, [typeof(EndpointHands)])!);
            il.Emit(OpCodes.Ret);
            IReadOnlyList<MemberDescription> members = ContractDescription.Of(contract).Members;
            for (int i = 0; i < members.Count; i++)
                DefineMember(type, members[i].Method, i, members[i].IsAsync);
            return type.CreateType();
        }
    }

    private static void DefineMember(TypeBuilder type, MethodInfo method, int number, bool isAsync)
    {
        Type[] parameters = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
        MethodBuilder member = type.DefineMethod(
            method.Name, MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig | MethodAttributes.NewSlot, method.ReturnType, parameters);
        ILGenerator il = member.GetILGenerator();
        LocalBuilder arguments = il.DeclareLocal(typeof(object[]));
        il.Emit(OpCodes.Ldc_I4, parameters.Length);
        il.Emit(OpCodes.Newarr, typeof(object));
        il.Emit(OpCodes.Stloc, arguments);
        for (int i = 0; i < parameters.Length; i++)
        {
            il.Emit(OpCodes.Ldloc, arguments);
            il.Emit(OpCodes.Ldc_I4, i);
            il.Emit(OpCodes.Ldarg, (short)(i + 1));
            if (parameters[i].IsByRefLike)
                il.Emit(OpCodes.Call, Base(IsWritable(parameters[i]) ? "CopyWritable" : "Copy", parameters[i]));
            else if (parameters[i].IsValueType)
                il.Emit(OpCodes.Box, parameters[i]);
            il.Emit(OpCodes.Stelem_Ref);
        }
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, number);
        il.Emit(OpCodes.Ldloc, arguments);
        il.Emit(OpCodes.Call, typeof(EmittedEndpoint).GetMethod("Call", Inherited)!);
        for (int i = 0; i < parameters.Length; i++)
        {
            if (!parameters[i].IsByRefLike || !IsWritable(parameters[i]))
                continue;
            il.Emit(OpCodes.Ldloc, arguments);
            il.Emit(OpCodes.Ldc_I4, i);
            il.Emit(OpCodes.Ldelem_Ref);
            il.Emit(OpCodes.Ldarg, (short)(i + 1));
            il.Emit(OpCodes.Call, Base("CopyBack", parameters[i]));
        }
        if (isAsync)
        {
            Type task = typeof(Task<>).MakeGenericType(method.ReturnType.GetGenericArguments());
            il.Emit(OpCodes.Castclass, task);
            il.Emit(OpCodes.Newobj, method.ReturnType.GetConstructor([task])!);
        }
        else if (method.ReturnType == typeof(void))
            il.Emit(OpCodes.Pop);
        else
            il.Emit(OpCodes.Unbox_Any, method.ReturnType);
        il.Emit(OpCodes.Ret);
        type.DefineMethodOverride(member, method);
    }

    private static bool IsWritable(Type span) => span.GetGenericTypeDefinition() == typeof(Span<>);

    private static MethodInfo Base(string name, Type span) => typeof(EmittedEndpoint).GetMethod(name, Inherited)!.MakeGenericMethod(span.GetGenericArguments());
}
