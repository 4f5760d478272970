using System.Reflection;
using System.Reflection.Emit;

namespace Singular.Channels.Testing;

/// <summary>Calls a member of a contract with boxed arguments. Reflection cannot pass spans, so the call is compiled.</summary>
internal static class MemberThunk
{
    internal delegate object? Call(object target, object?[] arguments);

    internal static Call Create(MethodInfo method, bool isAsync)
    {
        var thunk = new DynamicMethod(method.Name, typeof(object), [typeof(object), typeof(object[])], typeof(MemberThunk).Module, skipVisibility: true);
        ILGenerator il = thunk.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Castclass, method.DeclaringType!);
        ParameterInfo[] parameters = method.GetParameters();
        for (int i = 0; i < parameters.Length; i++)
        {
            Type type = parameters[i].ParameterType;
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldc_I4, i);
            il.Emit(OpCodes.Ldelem_Ref);
            if (type.IsByRefLike)
            {
                Type array = type.GetGenericArguments()[0].MakeArrayType();
                il.Emit(OpCodes.Castclass, array);
                il.Emit(OpCodes.Newobj, type.GetConstructor([array])!);
            }
            else
            {
                il.Emit(OpCodes.Unbox_Any, type);
            }
        }
        il.Emit(OpCodes.Callvirt, method);
        if (isAsync)
        {
            LocalBuilder task = il.DeclareLocal(method.ReturnType);
            il.Emit(OpCodes.Stloc, task);
            il.Emit(OpCodes.Ldloca, task);
            il.Emit(OpCodes.Call, method.ReturnType.GetMethod(nameof(ValueTask.AsTask))!);
        }
        else if (method.ReturnType == typeof(void))
            il.Emit(OpCodes.Ldnull);
        else if (method.ReturnType.IsValueType)
            il.Emit(OpCodes.Box, method.ReturnType);
        il.Emit(OpCodes.Ret);
        return thunk.CreateDelegate<Call>();
    }
}
