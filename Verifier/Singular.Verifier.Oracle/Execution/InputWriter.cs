using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Verifier.Oracle.Weaving;

namespace Singular.Verifier.Oracle.Execution;

/// <summary>Writes code that makes arguments: null and extremes, arrays of derived types, references to guarded variables, spans, delegates.</summary>
internal sealed class InputWriter(ModuleDefinition mutant, MemberBinder binder, RuntimeMembers runtime, MethodBody body, Random random)
{
    private static readonly long[] s_numbers = [0, 1, 2, 3, -1, 7, 100, 255, int.MaxValue, int.MinValue, long.MaxValue];

    /// <summary>Variables of the trial to look at when the call is over: arrays, and those that were passed by reference.</summary>
    public List<VariableDefinition> Arrays { get; } = [];

    public List<(VariableDefinition Variable, TypeReference Element)> Guarded { get; } = [];

    /// <summary>Pushes a value of the type, which has no open variables; false when none can be made.</summary>
    public bool TryEmit(TypeReference type, int depth)
    {
        type = Signatures.Plain(type);
        switch (type)
        {
            case PointerType or FunctionPointerType or GenericParameter:
                return false;
            case ByReferenceType reference:
                return TryReference(Signatures.Plain(reference.ElementType), depth);
            case ArrayType array:
                return TryArray(array, depth);
            default:
                return TypeFacts.IsValueType(type) ? TryValue(type, depth) : TryObject(type, depth);
        }
    }

    private bool TryReference(TypeReference element, int depth)
    {
        if (element is PointerType)
            return false;
        if (TypeFacts.IsByRefLike(element))
        {
            VariableDefinition plain = Variable(binder.Type(element));
            if (!TryEmit(element, depth - 1))
                return false;
            Emit(OpCodes.Stloc, plain);
            Emit(OpCodes.Ldloca, plain);
            return true;
        }
        GenericInstanceType guarded = runtime.Guarded(binder.Type(element));
        VariableDefinition variable = Variable(guarded);
        Emit(OpCodes.Ldloca, variable);
        if (!TryEmit(element, depth - 1))
            return false;
        Emit(OpCodes.Stfld, RuntimeMembers.GuardedValue(guarded));
        Emit(OpCodes.Ldloca, variable);
        Emit(OpCodes.Ldflda, RuntimeMembers.GuardedValue(guarded));
        Guarded.Add((variable, binder.Type(element)));
        return true;
    }

    private bool TryArray(ArrayType array, int depth)
    {
        TypeReference element = array.ElementType;
        if (element is PointerType || random.Next(8) == 0)
        {
            Emit(OpCodes.Ldnull, null);
            return true;
        }
        if (!array.IsVector)
        {
            var constructor = new MethodReference(".ctor", binder.Type(mutant.TypeSystem.Void), binder.Type(array)) { HasThis = true };
            for (int i = 0; i < array.Rank; i++)
            {
                Emit(OpCodes.Ldc_I4, 2);
                constructor.Parameters.Add(new ParameterDefinition(binder.Type(mutant.TypeSystem.Int32)));
            }
            Emit(OpCodes.Newobj, constructor);
            return true;
        }
        // An array of references may really be one of a derived type.
        TypeReference actual = element;
        if (!TypeFacts.IsValueType(element) && element is not ArrayType && random.Next(3) == 0)
        {
            List<TypeReference> derived = [.. Derived(element).Where(candidate => !TypeFacts.IsValueType(candidate))];
            if (element.MetadataType == MetadataType.Object)
                derived.Add(mutant.TypeSystem.String);
            if (derived.Count > 0)
                actual = derived[random.Next(derived.Count)];
        }
        int length = depth > 0 && random.Next(6) != 0 ? 3 : 0;
        VariableDefinition variable = Variable(binder.Type(array));
        Emit(OpCodes.Ldc_I4, length);
        Emit(OpCodes.Newarr, binder.Type(actual));
        Emit(OpCodes.Stloc, variable);
        for (int i = 0; i < length; i++)
        {
            Emit(OpCodes.Ldloc, variable);
            Emit(OpCodes.Ldc_I4, i);
            if (!TryEmit(actual, depth - 1))
                return false;
            Emit(OpCodes.Stelem_Any, binder.Type(actual));
        }
        Emit(OpCodes.Ldloc, variable);
        Arrays.Add(variable);
        return true;
    }

    private bool TryValue(TypeReference type, int depth)
    {
        if (TryNumber(type))
            return true;
        if (type is GenericInstanceType { ElementType.FullName: "System.Span`1" or "System.ReadOnlySpan`1" } span)
        {
            if (!TryArray(new ArrayType(span.GenericArguments[0]), depth))
                return false;
            Emit(OpCodes.Newobj, binder.Platform(span, method => method.IsConstructor && method.Parameters.Count == 1 && method.Parameters[0].ParameterType.IsArray));
            return true;
        }
        TypeDefinition? definition = TypeFacts.Definition(type);
        if (definition is null)
            return false;
        if (definition.IsEnum)
            return TryNumber(definition.Fields.First(field => !field.IsStatic).FieldType);
        if (definition.Module == mutant && depth > 0 && random.Next(2) == 0 && TryConstruct(definition, type, depth))
            return true;
        VariableDefinition variable = Variable(binder.Type(type));
        if (definition.Module == mutant && depth > 0)
            FillFields(definition, type, variable, depth);
        Emit(OpCodes.Ldloc, variable);
        return true;
    }

    private void FillFields(TypeDefinition definition, TypeReference type, VariableDefinition variable, int depth)
    {
        foreach (FieldDefinition field in definition.Fields)
        {
            TypeReference fieldType = Signatures.Plain(Signatures.Substitute(field.FieldType, (type as GenericInstanceType)?.GenericArguments, null));
            if (field.IsStatic || field.IsInitOnly || fieldType is PointerType or ByReferenceType or FunctionPointerType)
                continue;
            int mark = body.Instructions.Count;
            Emit(OpCodes.Ldloca, variable);
            if (TryEmit(fieldType, depth - 1))
            {
                Emit(OpCodes.Stfld, binder.Field(field, type));
                continue;
            }
            while (body.Instructions.Count > mark)
                body.Instructions.RemoveAt(mark);
        }
    }

    private bool TryNumber(TypeReference type)
    {
        long number = s_numbers[random.Next(s_numbers.Length)];
        switch (type.MetadataType)
        {
            case MetadataType.Boolean:
                Emit(OpCodes.Ldc_I4, (int)(number & 1));
                return true;
            case MetadataType.SByte:
                Emit(OpCodes.Ldc_I4, (int)(sbyte)number);
                return true;
            case MetadataType.Byte:
                Emit(OpCodes.Ldc_I4, (int)(byte)number);
                return true;
            case MetadataType.Int16:
                Emit(OpCodes.Ldc_I4, (int)(short)number);
                return true;
            case MetadataType.UInt16 or MetadataType.Char:
                Emit(OpCodes.Ldc_I4, (int)(ushort)number);
                return true;
            case MetadataType.Int32 or MetadataType.UInt32:
                Emit(OpCodes.Ldc_I4, (int)number);
                return true;
            case MetadataType.Int64 or MetadataType.UInt64:
                Emit(OpCodes.Ldc_I8, number);
                return true;
            case MetadataType.IntPtr or MetadataType.UIntPtr:
                Emit(OpCodes.Ldc_I8, number);
                Emit(OpCodes.Conv_I, null);
                return true;
            case MetadataType.Single:
                Emit(OpCodes.Ldc_R4, (float)number);
                return true;
            case MetadataType.Double:
                Emit(OpCodes.Ldc_R8, (double)number);
                return true;
            default:
                return false;
        }
    }

    private bool TryObject(TypeReference type, int depth)
    {
        if (type.MetadataType == MetadataType.String)
        {
            string?[] texts = [null, "", "a", "longer text"];
            string? text = texts[random.Next(texts.Length)];
            Emit(text is null ? OpCodes.Ldnull : OpCodes.Ldstr, text);
            return true;
        }
        if (random.Next(10) == 0 || depth <= 0)
        {
            Emit(OpCodes.Ldnull, null);
            return true;
        }
        if (type.MetadataType == MetadataType.Object)
            return TryAny(depth);
        int mark = body.Instructions.Count;
        if (TryMade(type, depth))
            return true;
        while (body.Instructions.Count > mark)
            body.Instructions.RemoveAt(mark);
        Emit(OpCodes.Ldnull, null);
        return true;
    }

    private bool TryAny(int depth)
    {
        switch (random.Next(4))
        {
            case 0:
                return TryObject(mutant.TypeSystem.String, depth);
            case 1:
                TypeReference number = random.Next(2) == 0 ? mutant.TypeSystem.Int32 : mutant.TypeSystem.Int64;
                TryNumber(number);
                Emit(OpCodes.Box, binder.Type(number));
                return true;
            case 2:
                return TryArray(new ArrayType(random.Next(2) == 0 ? mutant.TypeSystem.Int32 : mutant.TypeSystem.String), depth - 1);
            default:
                TypeDefinition[] own = [.. mutant.Types.Where(type => type is { HasGenericParameters: false, IsInterface: false, IsAbstract: false } && type.Name[0] != '<' && !TypeFacts.IsByRefLike(type))];
                if (own.Length == 0)
                    return TryObject(mutant.TypeSystem.String, depth);
                TypeDefinition chosen = own[random.Next(own.Length)];
                if (!TryEmit(chosen, depth - 1))
                    return false;
                if (chosen.IsValueType)
                    Emit(OpCodes.Box, binder.Type(chosen));
                return true;
        }
    }

    private bool TryMade(TypeReference type, int depth)
    {
        if (TypeFacts.Definition(type) is not { } definition)
            return false;
        if (definition.BaseType?.FullName == "System.MulticastDelegate")
            return TryDelegate(definition, type, depth);
        List<TypeReference> derived = [.. Derived(type)];
        if (derived.Count > 0 && (definition.IsAbstract || definition.Module != mutant || random.Next(2) == 0))
        {
            TypeReference chosen = derived[random.Next(derived.Count)];
            if (TypeFacts.IsValueType(chosen))
            {
                if (!TryEmit(chosen, depth - 1))
                    return false;
                Emit(OpCodes.Box, binder.Type(chosen));
                return true;
            }
            return TryConstruct(TypeFacts.Definition(chosen)!, chosen, depth);
        }
        if (definition.IsInterface && type is GenericInstanceType { GenericArguments.Count: 1 } list && definition.Namespace == "System.Collections.Generic"
            && definition.Name is "IEnumerable`1" or "IList`1" or "ICollection`1" or "IReadOnlyList`1" or "IReadOnlyCollection`1")
            return TryArray(new ArrayType(((GenericInstanceType)type).GenericArguments[0]), depth - 1);
        if (definition.IsAbstract)
            return false;
        if (definition.Module == mutant)
            return TryConstruct(definition, type, depth);
        if (definition.Methods.Any(method => method is { IsConstructor: true, IsStatic: false, IsPublic: true, HasParameters: false }))
        {
            Emit(OpCodes.Newobj, binder.Platform(type, method => method is { IsConstructor: true, IsStatic: false, HasParameters: false }));
            return true;
        }
        return false;
    }

    private bool TryConstruct(TypeDefinition definition, TypeReference type, int depth)
    {
        if (definition.IsAbstract || definition.Module != mutant)
            return false;
        if (definition.BaseType?.FullName == "System.MulticastDelegate")
            return TryDelegate(definition, type, depth);
        MethodDefinition[] constructors = [.. definition.Methods.Where(method => method is { IsConstructor: true, IsStatic: false })];
        if (constructors.Length == 0)
            return false;
        MethodDefinition constructor = constructors[random.Next(constructors.Length)];
        int mark = body.Instructions.Count;
        foreach (ParameterDefinition parameter in constructor.Parameters)
        {
            if (!TryEmit(Signatures.Substitute(parameter.ParameterType, (type as GenericInstanceType)?.GenericArguments, null), depth - 1))
            {
                while (body.Instructions.Count > mark)
                    body.Instructions.RemoveAt(mark);
                return false;
            }
        }
        Emit(OpCodes.Newobj, binder.Method(constructor, type, []));
        return true;
    }

    private bool TryDelegate(TypeDefinition definition, TypeReference type, int depth)
    {
        IList<TypeReference>? arguments = (type as GenericInstanceType)?.GenericArguments;
        string? make = definition.FullName switch
        {
            "System.Action" => "Nothing",
            "System.Action`1" => "Taking",
            "System.Func`1" => "Giving",
            "System.Func`2" => "Turning",
            _ => null,
        };
        if (make is not null)
        {
            if (make is "Giving" or "Turning" && !TryEmit(arguments![^1], depth - 1))
                return false;
            Emit(OpCodes.Call, runtime.Find("Functions", make, arguments is null ? [] : [.. arguments.Select(binder.Type)]));
            return true;
        }
        MethodDefinition? invoke = definition.Methods.FirstOrDefault(method => method.Name == "Invoke");
        MethodDefinition? constructor = definition.Methods.FirstOrDefault(method => method.IsConstructor);
        if (definition.Module != mutant || invoke is null || constructor is null)
            return false;
        MethodDefinition[] targets = [.. mutant.Types.SelectMany(owner => owner.Methods).Where(method => method is { IsStatic: true, HasGenericParameters: false }
            && !method.DeclaringType.HasGenericParameters && SameSignature(method, invoke, arguments))];
        if (targets.Length == 0)
            return false;
        Emit(OpCodes.Ldnull, null);
        Emit(OpCodes.Ldftn, binder.Method(targets[random.Next(targets.Length)], mutant.TypeSystem.Object, []));
        Emit(OpCodes.Newobj, binder.Method(constructor, type, []));
        return true;
    }

    private static bool SameSignature(MethodDefinition method, MethodDefinition invoke, IList<TypeReference>? arguments)
    {
        if (method.Parameters.Count != invoke.Parameters.Count || method.ReturnType.FullName != Signatures.Substitute(invoke.ReturnType, arguments, null).FullName)
            return false;
        for (int i = 0; i < invoke.Parameters.Count; i++)
        {
            if (method.Parameters[i].ParameterType.FullName != Signatures.Substitute(invoke.Parameters[i].ParameterType, arguments, null).FullName)
                return false;
        }
        return true;
    }

    /// <summary>The mutant's own types that are of the type and can be made.</summary>
    private IEnumerable<TypeReference> Derived(TypeReference type) => mutant.Types.Where(candidate =>
        candidate is { HasGenericParameters: false, IsAbstract: false, IsInterface: false } && candidate.Name[0] != '<' && !TypeFacts.IsByRefLike(candidate) && TypeFacts.Is(candidate, type));

    private VariableDefinition Variable(TypeReference type)
    {
        var variable = new VariableDefinition(type);
        body.Variables.Add(variable);
        return variable;
    }

    private void Emit(OpCode code, object? operand) => body.Instructions.Add(Mutation.BodyClone.Raw(code, operand));
}
