using Mono.Cecil;
using Singular.Verifier.Oracle.Seeds;

namespace Singular.Verifier.Oracle.Mutation;

/// <summary>Changes types, signatures, flags, layouts, generic parameters and overrides of a seed, and can take it all back.</summary>
internal sealed class MetadataMutator(Seed seed, Random random)
{
    private readonly Stack<Action> _undo = new();
    private readonly AttributeMutator _attributes = new(seed, random);

    /// <summary>One change; what it was is returned for reports.</summary>
    public string Change()
    {
        for (int attempt = 0; attempt < 20; attempt++)
        {
            TypeDefinition type = Pick(seed.Types);
            string? done = random.Next(10) switch
            {
                0 or 1 or 2 => ChangeMethod(type),
                3 or 4 => ChangeField(type),
                5 or 6 => ChangeType(type),
                7 => ChangeGenericParameters(type),
                8 => ChangeOverrides(type),
                _ => ChangeAttributes(type),
            };
            if (done is not null)
                return done;
        }
        return "nothing";
    }

    /// <summary>Takes all changes back, the last one first.</summary>
    public void Undo()
    {
        while (_undo.TryPop(out Action? undo))
            undo();
    }

    private string? ChangeMethod(TypeDefinition type)
    {
        if (type.Methods.Count == 0)
            return null;
        MethodDefinition method = type.Methods[random.Next(type.Methods.Count)];
        switch (random.Next(8))
        {
            case 0 or 1 when method.Parameters.Count > 0:
                ParameterDefinition parameter = method.Parameters[random.Next(method.Parameters.Count)];
                return Set(parameter.ParameterType, Like(parameter.ParameterType), value => parameter.ParameterType = value, $"parameter {parameter.Index} of {method.FullName}");
            case 2:
                return Set(method.ReturnType, Like(method.ReturnType), value => method.ReturnType = value, $"result of {method.FullName}");
            case 3 or 4:
                MethodAttributes flag = (MethodAttributes)(1 << random.Next(16));
                return Set(method.Attributes, method.Attributes ^ flag, value => method.Attributes = value, $"flag {flag} of {method.FullName}");
            case 5:
                return Set(method.HasThis, !method.HasThis, value => method.HasThis = value, $"this of {method.FullName}");
            case 6:
                MethodDefinition other = Pick(seed.Methods);
                return Set(method.Name, other.Name, value => method.Name = value, $"name of {method.FullName} to {other.Name}");
            default:
                MethodAttributes access = (MethodAttributes)random.Next(7);
                return Set(method.Attributes, (method.Attributes & ~MethodAttributes.MemberAccessMask) | access, value => method.Attributes = value, $"access of {method.FullName} to {access}");
        }
    }

    private string? ChangeField(TypeDefinition type)
    {
        if (type.Fields.Count == 0)
            return null;
        FieldDefinition field = type.Fields[random.Next(type.Fields.Count)];
        switch (random.Next(6))
        {
            // Cecil follows the field of an enum for ever where it leads back to the enum.
            case 0 or 1 or 2 when type.IsEnum && !field.IsStatic:
                return Set(field.FieldType, Pick((TypeReference[])[seed.Module.TypeSystem.Int32, seed.Module.TypeSystem.Byte, seed.Module.TypeSystem.Int64, seed.Module.TypeSystem.Object, seed.Module.TypeSystem.Double]), value => field.FieldType = value, $"type of {field.FullName}");
            case 0 or 1 or 2:
                return Set(field.FieldType, Like(field.FieldType), value => field.FieldType = value, $"type of {field.FullName}");
            case 3:
                FieldAttributes flag = Pick((FieldAttributes[])[FieldAttributes.Static, FieldAttributes.InitOnly, FieldAttributes.Literal, FieldAttributes.SpecialName | FieldAttributes.RTSpecialName]);
                return Set(field.Attributes, field.Attributes ^ flag, value => field.Attributes = value, $"flag {flag} of {field.FullName}");
            case 4:
                FieldAttributes access = (FieldAttributes)random.Next(7);
                return Set(field.Attributes, (field.Attributes & ~FieldAttributes.FieldAccessMask) | access, value => field.Attributes = value, $"access of {field.FullName} to {access}");
            default:
                return Set(field.Offset, random.Next(3) * 4, value => field.Offset = value, $"offset of {field.FullName}");
        }
    }

    private string? ChangeType(TypeDefinition type)
    {
        switch (random.Next(7))
        {
            case 0:
                TypeAttributes flag = Pick((TypeAttributes[])[TypeAttributes.Sealed, TypeAttributes.Abstract, TypeAttributes.Interface, TypeAttributes.SequentialLayout, TypeAttributes.BeforeFieldInit]);
                return Set(type.Attributes, type.Attributes ^ flag, value => type.Attributes = value, $"flag {flag} of {type.FullName}");
            case 1 when type.BaseType is not null:
                return Set(type.BaseType, Pick(seed.Operands.Types), value => type.BaseType = value, $"base of {type.FullName}");
            case 2:
                var added = new InterfaceImplementation(Pick(seed.Operands.Types));
                type.Interfaces.Add(added);
                _undo.Push(() => type.Interfaces.Remove(added));
                return $"{type.FullName} implements {added.InterfaceType.FullName}";
            case 3 when type.Interfaces.Count > 0:
                return RemoveAt(type.Interfaces, random.Next(type.Interfaces.Count), $"interface of {type.FullName}");
            case 4:
                return MakeExplicit(type);
            case 5:
                (short pack, int size) = (type.PackingSize, type.ClassSize);
                type.PackingSize = (short)(1 << random.Next(4));
                type.ClassSize = random.Next(40);
                _undo.Push(() => (type.PackingSize, type.ClassSize) = (pack, size));
                return $"size of {type.FullName}: {type.ClassSize} packed to {type.PackingSize}";
            case 6 when type.IsNested:
                TypeAttributes access = (TypeAttributes)(2 + random.Next(6));
                return Set(type.Attributes, (type.Attributes & ~TypeAttributes.VisibilityMask) | access, value => type.Attributes = value, $"access of {type.FullName}");
            default:
                return null;
        }
    }

    private string MakeExplicit(TypeDefinition type)
    {
        TypeAttributes attributes = type.Attributes;
        type.Attributes = (attributes & ~TypeAttributes.LayoutMask) | TypeAttributes.ExplicitLayout;
        _undo.Push(() => type.Attributes = attributes);
        int step = Pick((int[])[0, 1, 4, 8, 16]);
        int offset = 0;
        foreach (FieldDefinition field in type.Fields)
        {
            if (field.IsStatic)
                continue;
            int old = field.Offset;
            field.Offset = random.Next(5) == 0 ? 8 * random.Next(3) : offset;
            offset += step;
            _undo.Push(() => field.Offset = old);
        }
        return $"explicit layout of {type.FullName} in steps of {step}";
    }

    private string? ChangeGenericParameters(TypeDefinition type)
    {
        IGenericParameterProvider provider = type;
        if (random.Next(2) == 0 && type.Methods.FirstOrDefault(method => method.HasGenericParameters) is { } generic)
            provider = generic;
        if (!provider.HasGenericParameters)
            return null;
        GenericParameter parameter = provider.GenericParameters[random.Next(provider.GenericParameters.Count)];
        switch (random.Next(4))
        {
            case 0:
                GenericParameterAttributes flag = (GenericParameterAttributes)(1 << random.Next(6));
                return Set(parameter.Attributes, parameter.Attributes ^ flag, value => parameter.Attributes = value, $"flag {flag} of {parameter.Name} of {provider}");
            case 1:
                var constraint = new GenericParameterConstraint(Pick(seed.Operands.Types));
                parameter.Constraints.Add(constraint);
                _undo.Push(() => parameter.Constraints.Remove(constraint));
                return $"{parameter.Name} of {provider} constrained to {constraint.ConstraintType.FullName}";
            case 2 when parameter.Constraints.Count > 0:
                return RemoveAt(parameter.Constraints, random.Next(parameter.Constraints.Count), $"constraint of {parameter.Name} of {provider}");
            default:
                GenericParameterAttributes variance = (GenericParameterAttributes)random.Next(3);
                return Set(parameter.Attributes, (parameter.Attributes & ~GenericParameterAttributes.VarianceMask) | variance, value => parameter.Attributes = value, $"variance of {parameter.Name} of {provider}");
        }
    }

    private string? ChangeOverrides(TypeDefinition type)
    {
        if (type.Methods.Count == 0)
            return null;
        MethodDefinition method = type.Methods[random.Next(type.Methods.Count)];
        if (method.HasOverrides && random.Next(2) == 0)
        {
            int index = random.Next(method.Overrides.Count);
            return random.Next(2) == 0
                ? RemoveAt(method.Overrides, index, $"override by {method.FullName}")
                : Set(method.Overrides[index], Pick(seed.Operands.Methods), value => method.Overrides[index] = value, $"what {method.FullName} overrides");
        }
        MethodDefinition target = Pick(seed.Methods);
        if (random.Next(2) == 0 && Pick(seed.Types) is { IsInterface: true, Methods.Count: > 0 } contract)
            target = contract.Methods[0];
        method.Overrides.Add(target);
        _undo.Push(() => method.Overrides.Remove(target));
        return $"{method.FullName} overrides {target.FullName}";
    }

    private string? ChangeAttributes(TypeDefinition type)
    {
        string? done = _attributes.Change(type, out Action? undo);
        if (undo is not null)
            _undo.Push(undo);
        return done;
    }

    /// <summary>Another type: one of the pool, or the old one in another form.</summary>
    private TypeReference Like(TypeReference type)
    {
        switch (random.Next(8))
        {
            case 0 when !type.IsByReference:
                return new ByReferenceType(type);
            case 0 or 1 when type is ByReferenceType reference:
                return reference.ElementType;
            case 1 when type is ArrayType array:
                return array.ElementType;
            case 2 when !type.IsByReference:
                return new ArrayType(type);
            case 3 when type is GenericInstanceType instance:
                var changed = new GenericInstanceType(instance.ElementType);
                foreach (TypeReference argument in instance.GenericArguments)
                    changed.GenericArguments.Add(random.Next(2) == 0 ? Pick(seed.Operands.Types) : argument);
                return changed;
            case 4 when type is IModifierType:
                return ((TypeSpecification)type).ElementType;
            default:
                return Pick(seed.Operands.Types);
        }
    }

    private string Set<T>(T old, T value, Action<T> set, string what)
    {
        set(value);
        _undo.Push(() => set(old));
        return $"{what}: {old} to {value}";
    }

    private string RemoveAt<T>(Mono.Collections.Generic.Collection<T> list, int index, string what)
    {
        T item = list[index];
        list.RemoveAt(index);
        _undo.Push(() => list.Insert(index, item));
        return $"{what} removed: {item}";
    }

    private T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];
}
