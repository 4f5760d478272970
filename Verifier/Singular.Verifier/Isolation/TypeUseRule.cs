using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Verifier.Profile;

namespace Singular.Verifier.Isolation;

/// <summary>Every type that the package names outside of attributes: platform types must be in the profile, bases and
/// interfaces must be meant for it, values that own pooled memory stand in locals only, and boxed platform values cannot be
/// nested without end.</summary>
internal sealed class TypeUseRule(VerificationContext context, AssemblyOrigin origin) : IsolationRule(context, origin)
{
    private readonly HashSet<(uint Subject, string Type)> _reported = [];

    public override void CheckType(TypeDefinition type)
    {
        if (EmbeddedAttribute.IsOne(type))
            return;
        if (type.BaseType is { } parent)
            CheckBase(type, parent);
        foreach (InterfaceImplementation implementation in type.Interfaces)
            CheckInterface(type, implementation.InterfaceType);
        CheckConstraints(type, type.GenericParameters);
        foreach (FieldDefinition field in type.Fields)
            Check(field, field.FieldType);
    }

    public override void CheckMethod(MethodDefinition method, MethodCode? body)
    {
        if (EmbeddedAttribute.IsOne(method.DeclaringType) || CompilerShapes.IsAsynchronousInvoke(method))
            return;
        Check(method, method.ReturnType);
        foreach (ParameterDefinition parameter in method.Parameters)
            Check(method, parameter.ParameterType);
        CheckConstraints(method, method.GenericParameters);
        if (body is null || InlineArrayShape.IsHelper(method))
            return;
        foreach (VariableDefinition variable in body.Body.Variables)
            CheckLocal(method, variable.VariableType);
        foreach (ExceptionHandler handler in body.Body.ExceptionHandlers)
        {
            if (handler.CatchType is { } caught)
                Check(method, caught);
        }

        foreach (Instruction instruction in body.Instructions)
            CheckOperand(method, instruction);
    }

    private void CheckOperand(MethodDefinition method, Instruction instruction)
    {
        switch (instruction.Operand)
        {
            case TypeReference type:
                Check(method, type);
                if (instruction.OpCode.Code == Code.Box && IsPlatformGenericValue(type))
                    ReportAt(IsolationCodes.Boxing, method, instruction.Offset, $"boxing of {type.FullName}", "platform structs of generic type used as values",
                        "Boxed in one another they make the library recurse without end.");
                break;
            case MethodReference called:
                CheckOwner(method, called.DeclaringType);
                if (called is GenericInstanceMethod instance)
                    CheckArguments(method, instance.GenericArguments, Origin.Of(called.DeclaringType) == Isolation.Origin.Platform);
                break;
            case FieldReference field:
                CheckOwner(method, field.DeclaringType);
                break;
        }
    }

    private void CheckBase(TypeDefinition type, TypeReference parent)
    {
        Check(type, parent);
        if (Origin.Of(parent) == Isolation.Origin.Platform && Profile.FindType(CanonicalName.OfType(parent)) is { MayDerive: false })
            ReportOnce(IsolationCodes.BaseType, type, parent, $"the base {parent.FullName}", "a base that the profile offers for it");
    }

    private void CheckInterface(TypeDefinition type, TypeReference @interface)
    {
        Check(type, @interface);
        if (Origin.Of(@interface) == Isolation.Origin.Platform && Profile.FindType(CanonicalName.OfType(@interface)) is { MayImplement: false })
            ReportOnce(IsolationCodes.BaseType, type, @interface, $"the interface {@interface.FullName}", "an interface that the profile offers for implementing");
    }

    private void CheckConstraints(IMemberDefinition member, IEnumerable<GenericParameter> parameters)
    {
        foreach (GenericParameter parameter in parameters)
        {
            foreach (GenericParameterConstraint constraint in parameter.Constraints)
            {
                // The 'unmanaged' constraint is written as ValueType with a modifier.
                TypeReference type = constraint.ConstraintType is RequiredModifierType modified ? modified.ElementType : constraint.ConstraintType;
                Check(member, type);
            }
        }
    }

    /// <summary>The owner of a member that is used; that a linear value's own members are called is its use.</summary>
    private void CheckOwner(MethodDefinition method, TypeReference owner)
    {
        if (!IsLinear(owner))
            Check(method, owner);
    }

    private void CheckLocal(MethodDefinition method, TypeReference type)
    {
        if (!IsLinear(type))
            Check(method, type);
    }

    // Recursion is bounded: the image check admits signatures of a limited depth only.
    private void Check(IMemberDefinition member, TypeReference type)
    {
        Context.Budget.Spend(1);
        switch (type)
        {
            case GenericParameter:
                return;
            case GenericInstanceType instance:
                CheckElement(member, instance.ElementType);
                CheckArguments(member, instance.GenericArguments, Origin.Of(instance) == Isolation.Origin.Platform);
                CheckClosed(member, instance);
                return;
            case PointerType or FunctionPointerType or SentinelType:
                // The image check has reported it.
                return;
            case TypeSpecification specification:
                Check(member, specification.ElementType);
                return;
            default:
                CheckElement(member, type);
                return;
        }
    }

    private void CheckElement(IMemberDefinition member, TypeReference type)
    {
        switch (Origin.Of(type))
        {
            case Isolation.Origin.Foreign:
                ReportOnce(IsolationCodes.ForeignAssembly, member, type, $"the type {type.FullName} of {type.Scope?.Name}", "a type of the platform's profile, the SDK, a contract or the package");
                break;
            case Isolation.Origin.Platform when Profile.FindType(CanonicalName.OfType(type)) is null:
                string code = type.Name.StartsWith("AsyncVoidMethodBuilder", StringComparison.Ordinal) ? IsolationCodes.AsyncVoid : IsolationCodes.TypeNotInProfile;
                ReportOnce(code, member, type, $"the platform type {CanonicalName.OfType(type)}", $"a type of the driver profile {Profile.Version}");
                break;
            case Isolation.Origin.Platform when IsLinear(type):
                ReportOnce(IsolationCodes.Linear, member, type, $"{type.FullName} in a signature, a field or behind a reference", "the compiler's use: a local variable, its members called on it");
                break;
        }
    }

    private void CheckArguments(IMemberDefinition member, IEnumerable<TypeReference> arguments, bool ofPlatform)
    {
        foreach (TypeReference argument in arguments)
        {
            Check(member, argument);
            if (!ofPlatform && argument is GenericInstanceType instance && IsPlatformGenericValue(argument) && instance.GenericArguments.Any(CanHoldBoxed))
                ReportOnce(IsolationCodes.TypeArgument, member, argument, $"{argument.FullName} as an argument of a generic type or method of the package", "a struct of the package in its place");
        }
    }

    private void CheckClosed(IMemberDefinition member, GenericInstanceType instance)
    {
        if (Origin.Of(instance) == Isolation.Origin.Platform && Profile.FindType(CanonicalName.OfType(instance)) is { ClosedArguments: true }
            && instance.GenericArguments.FirstOrDefault(CanHoldBoxed) is { } open)
            ReportOnce(IsolationCodes.TypeArgument, member, instance, $"{instance.FullName}, whose part {open.FullName} could hold a boxed tuple", "parts of exact types, or a record of the package");
    }

    /// <summary>Whether a variable of the type can refer to a boxed value of a platform struct.</summary>
    private bool CanHoldBoxed(TypeReference type) => type switch
    {
        GenericParameter parameter => !parameter.HasNotNullableValueTypeConstraint,
        ArrayType => false,
        _ => type.FullName is "System.Object" or "System.ValueType" or "System.Enum"
            || Origin.Of(type) == Isolation.Origin.Platform && Context.Assemblies.FindType(type.GetElementType()) is { IsInterface: true },
    };

    private bool IsPlatformGenericValue(TypeReference type) =>
        type is GenericInstanceType instance && Origin.Of(instance) == Isolation.Origin.Platform
        && instance.ElementType.FullName != "System.Nullable`1" && Context.Assemblies.FindType(instance.ElementType) is { IsValueType: true };

    private bool IsLinear(TypeReference type) =>
        type is not TypeSpecification && Origin.Of(type) == Isolation.Origin.Platform && Profile.FindType(CanonicalName.OfType(type)) is { IsLinear: true };

    private void ReportOnce(string code, IMemberDefinition member, TypeReference type, string found, string expected)
    {
        if (_reported.Add((member.MetadataToken.ToUInt32(), type.FullName)))
            Report(code, member, found, expected);
    }
}
