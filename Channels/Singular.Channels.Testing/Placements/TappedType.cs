using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;

namespace Singular.Channels.Testing;

/// <summary>Makes, for a contract, the class that passes each call on between <see cref="CallTap.Enter"/> and
/// <see cref="CallTap.Leave"/>. An endpoint that it gives is tapped, too; one that it is handed is watched.</summary>
internal static class TappedType
{
    private static readonly ConcurrentDictionary<Type, Lazy<Type>> s_types = new();

    /// <summary>Puts a tap before a server's object.</summary>
    internal static object Wrap(Type contract, object target, CallTap tap) =>
        Activator.CreateInstance(s_types.GetOrAdd(contract, static key => new Lazy<Type>(() => Create(key))).Value, target, tap)!;

    private static Type Create(Type contract)
    {
        ModuleBuilder module = EmittedModule.For(contract);
        lock (module)
        {
            TypeBuilder type = module.DefineType($"Tapped.{contract.FullName}", TypeAttributes.Public | TypeAttributes.Sealed, typeof(object), [contract]);
            FieldBuilder target = type.DefineField("_target", contract, FieldAttributes.Private);
            FieldBuilder tap = type.DefineField("_tap", typeof(CallTap), FieldAttributes.Private);
            DefineConstructor(type, contract, target, tap);
            foreach (MethodInfo method in contract.GetMethods())
                DefineMember(type, method, target, tap);
            return type.CreateType();
        }
    }

    private static void DefineConstructor(TypeBuilder type, Type contract, FieldBuilder target, FieldBuilder tap)
    {
        ILGenerator il = type.DefineConstructor(MethodAttributes.Public, CallingConventions.HasThis, [contract, typeof(CallTap)]).GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(object).GetConstructor([])!);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Stfld, target);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Stfld, tap);
        il.Emit(OpCodes.Ret);
    }

    private static void DefineMember(TypeBuilder type, MethodInfo method, FieldBuilder target, FieldBuilder tap)
    {
        Type[] parameters = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
        MethodBuilder member = type.DefineMethod(
            method.Name, MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig | MethodAttributes.NewSlot, method.ReturnType, parameters);
        ILGenerator il = member.GetILGenerator();
        // Before the call counts as arrived: then nothing of what was planned for it is left.
        for (int i = 0; i < parameters.Length; i++)
        {
            if (!parameters[i].IsInterface)
                continue;
            il.Emit(OpCodes.Ldarg, (short)(i + 1));
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, tap);
            il.Emit(OpCodes.Call, typeof(TappedEndpoint).GetMethod(nameof(TappedEndpoint.Watch))!.MakeGenericMethod(parameters[i]));
            il.Emit(OpCodes.Starg, (short)(i + 1));
        }
        Notify(il, tap, nameof(CallTap.Enter));
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, target);
        for (int i = 1; i <= parameters.Length; i++)
            il.Emit(OpCodes.Ldarg, (short)i);
        il.Emit(OpCodes.Callvirt, method);
        if (Wrapper(method.ReturnType) is { } wrapper)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, tap);
            il.Emit(OpCodes.Call, wrapper);
        }
        // What was called lies on the stack until the end: a call may stand below another one's arguments.
        Notify(il, tap, nameof(CallTap.Leave));
        il.Emit(OpCodes.Ret);
        type.DefineMethodOverride(member, method);
    }

    /// <summary>What puts the tap before the endpoint in a result; null where there is none in it.</summary>
    private static MethodInfo? Wrapper(Type result)
    {
        bool isTask = result.IsGenericType && result.GetGenericTypeDefinition() == typeof(ValueTask<>);
        Type payload = isTask ? result.GetGenericArguments()[0] : result;
        bool isResult = payload.IsGenericType && payload.GetGenericTypeDefinition() == typeof(Result<,>);
        Type value = isResult ? payload.GetGenericArguments()[0] : payload;
        if (!value.IsInterface)
            return null;
        string name = (isTask, isResult) switch
        {
            (false, false) => nameof(TappedEndpoint.Tap),
            (false, true) => nameof(TappedEndpoint.TapResult),
            (true, false) => nameof(TappedEndpoint.TapLater),
            _ => nameof(TappedEndpoint.TapResultLater),
        };
        return typeof(TappedEndpoint).GetMethod(name)!.MakeGenericMethod(isResult ? payload.GetGenericArguments() : [value]);
    }

    private static void Notify(ILGenerator il, FieldBuilder tap, string what)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, tap);
        il.Emit(OpCodes.Call, typeof(CallTap).GetMethod(what)!);
    }
}
