using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Verifier.Oracle.Weaving;

namespace Singular.Verifier.Oracle.Mutation;

/// <summary>
/// Writes stretches of code that leave the stack as it was and are right but for lies: now and then a value of another type than the
/// place wants. Whether a lie passes is the verifier's decision, and that is what the oracle is after.
/// </summary>
internal sealed class Fragments(ModuleDefinition module, OperandPool operands, MethodBody body, Random random)
{
    /// <summary>One value in so many is of a type picked blindly.</summary>
    private const int HonestPerLie = 14;

    private readonly List<Instruction> _code = [];

    /// <summary>A few statements.</summary>
    public List<Instruction> Write(int statements)
    {
        _code.Clear();
        for (int i = 0; i < statements; i++)
            Statement(2);
        return _code;
    }

    private MethodDefinition Method => body.Method;

    private void Statement(int depth)
    {
        switch (random.Next(15))
        {
            case 0 or 1 when body.Variables.Count > 0:
                VariableDefinition variable = body.Variables[random.Next(body.Variables.Count)];
                Produce(variable.VariableType, depth);
                Emit(OpCodes.Stloc, variable);
                break;
            case 2 when Method.Parameters.Count > 0:
                ParameterDefinition parameter = Method.Parameters[random.Next(Method.Parameters.Count)];
                Produce(parameter.ParameterType, depth);
                Emit(OpCodes.Starg, parameter);
                break;
            case 3 or 4 when operands.Fields.Count > 0:
                StoreField(Pick(operands.Fields), depth);
                break;
            case 5:
                TypeReference element = PickType();
                Produce(new ArrayType(element), depth - 1);
                Constant();
                Produce(element, depth - 1);
                Emit(OpCodes.Stelem_Any, element);
                break;
            case 6:
                TypeReference target = PickType();
                Produce(new ByReferenceType(target), depth);
                Produce(target, depth - 1);
                Emit(OpCodes.Stobj, target);
                break;
            case 7:
                Constant();
                Skip(() =>
                {
                    if (Method.ReturnType.MetadataType != MetadataType.Void)
                        Produce(Method.ReturnType, depth);
                    Emit(OpCodes.Ret, null);
                });
                break;
            case 8 when depth > 0:
                Produce(module.TypeSystem.Boolean, 1);
                Skip(() => Statement(depth - 1));
                break;
            case 9:
                TypeReference copied = PickType();
                Produce(new ByReferenceType(copied), 1);
                if (random.Next(2) == 0)
                {
                    Produce(new ByReferenceType(copied), 1);
                    Emit(OpCodes.Cpobj, copied);
                }
                else
                {
                    Emit(OpCodes.Initobj, copied);
                }
                break;
            case 10:
                var added = new VariableDefinition(PickType());
                body.Variables.Add(added);
                Produce(added.VariableType, depth);
                Emit(OpCodes.Stloc, added);
                break;
            case 11:
                var pointer = new VariableDefinition(new ByReferenceType(PickType()));
                body.Variables.Add(pointer);
                Produce(pointer.VariableType, depth);
                Emit(OpCodes.Stloc, pointer);
                break;
            default:
                Call(Pick(operands.Methods), depth, keepResult: false);
                break;
        }
    }

    private void StoreField(FieldReference field, int depth)
    {
        bool isStatic = module.LookupStatic(field);
        if (!isStatic)
            Receiver(field.DeclaringType, depth);
        Produce(Signatures.TypeOf(field), depth - 1);
        Emit(isStatic ? OpCodes.Stsfld : OpCodes.Stfld, field);
    }

    private void Skip(Action statement)
    {
        Instruction end = Instruction.Create(OpCodes.Nop);
        Emit(random.Next(2) == 0 ? OpCodes.Brfalse : OpCodes.Brtrue, end);
        statement();
        _code.Add(end);
    }

    /// <summary>Code that pushes a value of the type, or of another when it lies.</summary>
    private void Produce(TypeReference type, int depth)
    {
        type = Signatures.Plain(type);
        if (random.Next(HonestPerLie) == 0)
            type = PickType();
        if (TryVariable(type) && random.Next(3) != 0)
            return;
        for (int attempt = 0; depth > 0 && attempt < 3; attempt++)
        {
            if (TryDerive(type, depth - 1))
                return;
        }
        Simple(type);
    }

    /// <summary>A variable or argument of exactly that type. Having found one it may still leave it, so that the caller has a choice.</summary>
    private bool TryVariable(TypeReference type)
    {
        var found = new List<(OpCode Code, object? Operand)>();
        foreach (ParameterDefinition parameter in Method.Parameters)
            Consider(parameter.ParameterType, OpCodes.Ldarg, OpCodes.Ldarga, parameter);
        foreach (VariableDefinition variable in body.Variables)
            Consider(variable.VariableType, OpCodes.Ldloc, OpCodes.Ldloca, variable);
        if (Method.HasThis && (Same(type, Method.DeclaringType) || (type is ByReferenceType reference && Same(reference.ElementType, Method.DeclaringType))))
            found.Add((OpCodes.Ldarg_0, null));
        if (found.Count == 0)
            return false;
        (OpCode code, object? operand) = found[random.Next(found.Count)];
        Emit(code, operand);
        return true;

        void Consider(TypeReference have, OpCode load, OpCode address, object operand)
        {
            if (Same(have, type))
                found.Add((load, operand));
            if (type is ByReferenceType wanted && Same(have, wanted.ElementType))
                found.Add((address, operand));
            // Read through a reference that is at hand.
            if (have is ByReferenceType pointer && Same(pointer.ElementType, type) && random.Next(2) == 0)
                found.Add((load, operand));
        }
    }

    private bool TryDerive(TypeReference type, int depth)
    {
        TypeReference place = type is ByReferenceType reference ? reference.ElementType : type;
        switch (random.Next(8))
        {
            case 0 or 1 when operands.FieldsOf(place) is { Count: > 0 } fields:
                FieldReference field = Pick(fields);
                bool isStatic = module.LookupStatic(field);
                if (!isStatic)
                    Receiver(field.DeclaringType, depth);
                Emit(type.IsByReference ? (isStatic ? OpCodes.Ldsflda : OpCodes.Ldflda) : isStatic ? OpCodes.Ldsfld : OpCodes.Ldfld, field);
                return true;
            case 2 or 3 or 4 when operands.MethodsOf(type) is { Count: > 0 } methods:
                Call(Pick(methods), depth, keepResult: true);
                return true;
            case 5:
                Produce(new ArrayType(place), depth);
                Constant();
                if (type.IsByReference && random.Next(3) == 0)
                    Emit(OpCodes.Readonly, null);
                Emit(type.IsByReference ? OpCodes.Ldelema : OpCodes.Ldelem_Any, place);
                return true;
            case 6 when !type.IsByReference:
                Produce(new ByReferenceType(type), depth);
                Emit(OpCodes.Ldobj, type);
                return true;
            case 7 when !type.IsByReference && type.MetadataType != MetadataType.Object:
                Produce(module.TypeSystem.Object, depth);
                Emit(random.Next(4) == 0 && !type.IsValueType ? OpCodes.Isinst : type.IsValueType ? OpCodes.Unbox_Any : OpCodes.Castclass, type);
                return true;
            case 7 when type.MetadataType == MetadataType.Object:
                TypeReference boxed = PickType();
                Produce(boxed, depth);
                Emit(OpCodes.Box, boxed);
                return true;
            default:
                return false;
        }
    }

    private void Simple(TypeReference type)
    {
        switch (type.MetadataType)
        {
            case MetadataType.Boolean or MetadataType.Char or MetadataType.SByte or MetadataType.Byte or MetadataType.Int16
                or MetadataType.UInt16 or MetadataType.Int32 or MetadataType.UInt32:
                Constant();
                break;
            case MetadataType.Int64 or MetadataType.UInt64:
                Emit(OpCodes.Ldc_I8, random.NextInt64(-2, 1L << 33));
                break;
            case MetadataType.Single or MetadataType.Double:
                Emit(OpCodes.Ldc_R8, random.NextDouble() * 4);
                break;
            case MetadataType.IntPtr or MetadataType.UIntPtr:
                Constant();
                Emit(OpCodes.Conv_I, null);
                break;
            case MetadataType.String:
                Emit(OpCodes.Ldstr, Pick(operands.Strings));
                break;
            case MetadataType.Array:
                Constant();
                Emit(OpCodes.Newarr, ((ArrayType)type).ElementType);
                break;
            case MetadataType.ByReference:
                var home = new VariableDefinition(((ByReferenceType)type).ElementType);
                body.Variables.Add(home);
                Emit(OpCodes.Ldloca, home);
                break;
            case var _ when type.IsValueType || type is GenericParameter:
                var variable = new VariableDefinition(type);
                body.Variables.Add(variable);
                Emit(OpCodes.Ldloc, variable);
                break;
            default:
                Emit(OpCodes.Ldnull, null);
                break;
        }
    }

    private void Receiver(TypeReference type, int depth) => Produce(type.IsValueType ? new ByReferenceType(type) : type, depth);

    private void Call(MethodReference method, int depth, bool keepResult)
    {
        bool isConstructor = method.Name == ".ctor";
        if (method.HasThis && !isConstructor)
            Receiver(method.DeclaringType, depth);
        for (int i = 0; i < method.Parameters.Count; i++)
            Argument(method, i, depth);
        Emit(isConstructor ? OpCodes.Newobj : method.HasThis && !method.DeclaringType.IsValueType ? OpCodes.Callvirt : OpCodes.Call, method);
        if (!keepResult && (isConstructor || method.ReturnType.MetadataType != MetadataType.Void))
            Emit(OpCodes.Pop, null);
    }

    private void Argument(MethodReference method, int index, int depth)
    {
        TypeReference type = Signatures.ParameterOf(method, index);
        // A delegate's constructor takes a method pointer, which exists only as the result of ldftn.
        if (type.MetadataType == MetadataType.IntPtr && method.Name == ".ctor" && index == 1)
            Emit(OpCodes.Ldftn, Pick(operands.Methods));
        else
            Produce(type, depth - 1);
    }

    private void Constant() => Emit(OpCodes.Ldc_I4, random.Next(4) == 0 ? random.Next(-2, 300) : random.Next(3));

    private TypeReference PickType() => Pick(operands.Types);

    private T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    private void Emit(OpCode code, object? operand) => _code.Add(BodyClone.Raw(code, operand));

    private static bool Same(TypeReference a, TypeReference b) => ReferenceEquals(a, b) || a.FullName == b.FullName;
}
