using Mono.Cecil;
using Singular.Verifier.Types;

namespace Singular.Verifier.Bodies;

/// <summary>Tokens of instructions: types, and what must hold for every type that code names.</summary>
internal sealed partial class BodyVerifier
{
    /// <summary>The type an instruction names, checked for access and constraints.</summary>
    /// <exception cref="StackShapeException">The token is no type; the fault is reported.</exception>
    private IlType TypeOperand(string violationCode = "UnsatisfiedMethodParentInst")
    {
        if (TypeOf(_instruction.Token) is { } type)
        {
            CheckTypeUse(type, violationCode);
            return type;
        }
        throw new StackShapeException();
    }

    private IlType? TypeOf(uint token)
    {
        if (_model.TypeAt(token) is { } type)
        {
            CheckIsInstantiated(token, type);
            return type;
        }
        Report("ExpectedTypeToken", $"token 0x{token:x8}", "a type");
        return null;
    }

    /// <summary>Access, constraints, range of generic variables: at every token, whatever the instruction does with the type.</summary>
    private void CheckTypeUse(IlType type, string violationCode = "UnsatisfiedMethodParentInst")
    {
        if (_scope.UsableTypes.Contains(type))
            return;
        CheckVariables(type);
        if (_access.Inaccessible(type) is { } hidden)
            Report("TypeAccess", $"{hidden} is not accessible from {_definition.DeclaringType.FullName}");
        else if (_constraints.Violation(type) is { } violation)
            Report(violationCode, $"{type}: {violation}");
        else
            _scope.UsableTypes.Add(type);
    }

    private void CheckVariables(IlType type)
    {
        if (!type.HasVariables)
            return;
        switch (type)
        {
            case VariableType variable:
                _relations.Context.Of(variable);
                break;
            case DefinedType defined:
                foreach (var argument in defined.Arguments)
                    CheckVariables(argument);
                break;
            case VectorType vector:
                CheckVariables(vector.Element);
                break;
            case MultiArrayType array:
                CheckVariables(array.Element);
                break;
            case ManagedPointerType reference:
                CheckVariables(reference.Element);
                break;
            case UnmanagedPointerType pointer:
                CheckVariables(pointer.Element);
                break;
        }
    }

    private MethodUse MethodOperand()
    {
        if (_model.MethodAt(_instruction.Token) is not { } use)
        {
            Report("ExpectedMethodToken", $"token 0x{_instruction.Token:x8}", "a method");
            throw new StackShapeException();
        }
        CheckIsInstantiated(use);
        if (_model.Lookup(_instruction.Token) is MethodReference reference && reference.CallingConvention is not (MethodCallingConvention.Default or MethodCallingConvention.Generic))
            Report("Unverifiable", $"a call with convention {reference.CallingConvention}", "the default convention");
        return use;
    }

    private FieldUse FieldOperand()
    {
        if (_model.FieldAt(_instruction.Token) is { } field)
        {
            CheckIsInstantiated(field);
            return field;
        }
        Report("ExpectedFieldToken", $"token 0x{_instruction.Token:x8}", "a field");
        throw new StackShapeException();
    }

    /// <summary>Owner, arguments and signature types of a method: accessible, constraints met, nothing unmanaged.</summary>
    private void CheckMethodUse(MethodUse use, IlType? instance)
    {
        CheckTypeUse(use.Owner);
        foreach (var argument in use.MethodArguments)
            CheckTypeUse(argument);
        if (!_access.CanUse(use, instance))
            Report("MethodAccess", $"{use} is not accessible from {_definition.DeclaringType.FullName}");
        if (use.Definition is { } definition && use.DeclaringType is DefinedType declaring
            && _constraints.MethodViolation(definition, declaring.Arguments, use.MethodArguments) is { } violation)
            Report("UnsatisfiedMethodInst", $"{use}: {violation}");
    }
}
