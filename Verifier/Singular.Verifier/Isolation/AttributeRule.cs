using Mono.Cecil;

namespace Singular.Verifier.Isolation;

/// <summary>Attributes: those of an inert list, those of the SDK and of contracts, and the package's own. What compilers,
/// loaders and this verifier act on by name is refused wherever it is defined.</summary>
internal sealed class AttributeRule(VerificationContext context, AssemblyOrigin origin) : IsolationRule(context, origin)
{
    public override void CheckModule()
    {
        Check(Module.Assembly, null);
        Check(Module, null);
    }

    public override void CheckType(TypeDefinition type)
    {
        Check(type, type);
        Check(type.GenericParameters, type);
        foreach (InterfaceImplementation implementation in type.Interfaces)
            Check(implementation, type);
        foreach (FieldDefinition field in type.Fields)
            Check(field, field);
        foreach (PropertyDefinition property in type.Properties)
            Check(property, property);
        foreach (EventDefinition @event in type.Events)
            Check(@event, @event);
    }

    public override void CheckMethod(MethodDefinition method, MethodCode? body)
    {
        Check(method, method);
        Check(method.GenericParameters, method);
        Check(method.MethodReturnType, method);
        foreach (ParameterDefinition parameter in method.Parameters)
            Check(parameter, method);
    }

    private void Check(IEnumerable<GenericParameter> parameters, IMemberDefinition owner)
    {
        foreach (GenericParameter parameter in parameters)
        {
            Check(parameter, owner);
            foreach (GenericParameterConstraint constraint in parameter.Constraints)
                Check(constraint, owner);
        }
    }

    private void Check(ICustomAttributeProvider carrier, IMemberDefinition? member)
    {
        if (!carrier.HasCustomAttributes)
            return;
        foreach (CustomAttribute attribute in carrier.CustomAttributes)
            Check(attribute, member);
    }

    private void Check(CustomAttribute attribute, IMemberDefinition? member)
    {
        TypeReference type = attribute.AttributeType;
        string name = type.FullName;
        if (AttributeNames.Power.Contains(name))
        {
            Report(IsolationCodes.PowerAttribute, member, $"the attribute {name}", "no attribute that compiler or loader act on",
                name.EndsWith(".UnverifiableCodeAttribute", StringComparison.Ordinal) ? "Compile without AllowUnsafeBlocks." : "");
            return;
        }

        if (name == "System.Runtime.CompilerServices.RuntimeCompatibilityAttribute")
        {
            CheckCompatibility(attribute, member);
            return;
        }

        switch (Origin.Of(type))
        {
            case Isolation.Origin.Own when !AssemblyOrigin.IsPlatformName(type.Namespace) || AttributeNames.Inert.Contains(name):
            case Isolation.Origin.Open:
                return;
            case Isolation.Origin.Platform when AttributeNames.Inert.Contains(name):
            case Isolation.Origin.Foreign when FSharpLibrary.IsInert(type):
                return;
            default:
                Report(IsolationCodes.Attribute, member, $"the attribute {name}", "an attribute of the list of inert ones, of the SDK or of the package itself");
                return;
        }
    }

    /// <summary>The one value that the compiler writes: exceptions that are none are wrapped. Any other changes what a catch catches.</summary>
    private void CheckCompatibility(CustomAttribute attribute, IMemberDefinition? member)
    {
        if (attribute is { HasConstructorArguments: false, HasFields: false, Properties: [{ Name: "WrapNonExceptionThrows", Argument.Value: true }] })
            return;
        Report(IsolationCodes.PowerAttribute, member, "RuntimeCompatibility with another value than the compiler's", "WrapNonExceptionThrows = true alone");
    }
}
