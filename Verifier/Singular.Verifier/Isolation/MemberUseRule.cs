using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Verifier.Profile;

namespace Singular.Verifier.Isolation;

/// <summary>Every platform member that the package's code names must be in the profile, with arguments and in a shape that its
/// facts allow. Nothing else of the platform can be reached: a call through an interface or a base names it here too.</summary>
internal sealed class MemberUseRule(VerificationContext context, AssemblyOrigin origin) : IsolationRule(context, origin)
{
    private readonly CompilerShapes _shapes = new(context.Module);
    private readonly NumberTypes _numbers = new(context.Assemblies);
    private readonly InlineArrayShape _inlineArrays = new(context.Assemblies);

    public override void CheckMethod(MethodDefinition method, MethodCode? body)
    {
        if (body is null || EmbeddedAttribute.IsOne(method.DeclaringType) || InlineArrayShape.IsHelper(method))
            return;
        for (int i = 0; i < body.Instructions.Length; i++)
        {
            Instruction instruction = body.Instructions[i];
            switch (instruction.Operand)
            {
                case MethodReference called when called.DeclaringType is not ArrayType:
                    CheckCall(method, body, i, called);
                    break;
                case FieldReference field:
                    CheckField(method, body, i, field);
                    break;
            }
        }
    }

    private void CheckCall(MethodDefinition method, MethodCode body, int index, MethodReference called)
    {
        Instruction instruction = body.Instructions[index];
        Code opcode = instruction.OpCode.Code;
        if (opcode == Code.Ldtoken)
        {
            ReportAt(IsolationCodes.Token, method, instruction.Offset, $"a handle of the method {called.FullName}", "no reflection");
            return;
        }

        if (InlineArrayShape.IsNamedAsHelper(called) && (opcode != Code.Call || !_inlineArrays.IsSoundCall(body, index, called)))
        {
            ReportAt(IsolationCodes.Shape, method, instruction.Offset, $"a call of {called.Name} with another buffer, element or number than the compiler writes",
                "an inline array of that element, and a constant within its length");
        }

        if (called.Name is "BeginInvoke" or "EndInvoke" && Context.Assemblies.FindType(called.DeclaringType.GetElementType()) is { } type && CompilerShapes.IsDelegate(type))
            ReportMissing(method, instruction, type, CanonicalName.OfMethod(called));
        if (Origin.Of(called.DeclaringType) != Isolation.Origin.Platform)
            return;
        ProfileFacts? facts = Profile.Find(called);
        if (facts is null)
        {
            ReportMissing(method, instruction, called.DeclaringType, CanonicalName.OfMethod(called.GetElementMethod()));
            return;
        }

        if (opcode is Code.Ldftn or Code.Ldvirtftn)
        {
            ReportAt(IsolationCodes.PlatformDelegate, method, instruction.Offset, $"a delegate to {called.FullName}", "a delegate to a method of the package",
                "Write a lambda that calls it.");
        }

        CheckFacts(method, body, index, called, facts);
    }

    private void CheckFacts(MethodDefinition method, MethodCode body, int index, MethodReference called, ProfileFacts facts)
    {
        int offset = body.Instructions[index].Offset;
        if (facts.PrimitiveArguments && FirstArgument(called) is { } argument && !IsPrimitive(argument))
        {
            ReportAt(IsolationCodes.TypeArgument, method, offset, $"{called.Name} of elements of type {argument.FullName}", "a number, character, enum or string type",
                "The library wraps what your comparison throws; sort by a key of such a type, or with a loop of your own.");
        }

        if (facts.NumberArguments && called is GenericInstanceMethod instance && instance.GenericArguments.FirstOrDefault(a => !_numbers.IsMadeOfNumbers(a)) is { } other)
        {
            ReportAt(IsolationCodes.TypeArgument, method, offset, $"{called.Name} over {other.FullName}", "a number type, an enum, or a struct of the package made of nothing else",
                "Not every pattern of bytes is a value of that type.");
        }

        bool fits = facts.Shape switch
        {
            "data" => _shapes.IsData(body, index, called),
            "await" => CompilerShapes.IsStateMachineStep(method),
            "async" => CompilerShapes.IsStateMachineStep(method) || _shapes.StartsStateMachine(method, body),
            "iterator" => CompilerShapes.IsIterator(method.DeclaringType),
            _ => true,
        };
        if (!fits)
            ReportAt(IsolationCodes.Shape, method, offset, $"a use of {called.FullName} of its own making", $"the form in which the compiler emits it ({facts.Shape})");
    }

    private void CheckField(MethodDefinition method, MethodCode body, int index, FieldReference field)
    {
        Instruction instruction = body.Instructions[index];
        if (instruction.OpCode.Code == Code.Ldtoken && !_shapes.IsDataField(field))
            ReportAt(IsolationCodes.Token, method, instruction.Offset, $"a handle of the field {field.FullName}", "a constant's data");
        if (Origin.Of(field.DeclaringType) == Isolation.Origin.Platform && Profile.Find(field) is null)
            ReportMissing(method, instruction, field.DeclaringType, CanonicalName.OfField(field));
    }

    private void ReportMissing(MethodDefinition method, Instruction instruction, TypeReference type, string member)
    {
        // A platform type that is not in the profile is reported by itself.
        if (Origin.Of(type) != Isolation.Origin.Platform || Profile.FindType(CanonicalName.OfType(type)) is not null)
            ReportAt(IsolationCodes.MemberNotInProfile, method, instruction.Offset, $"{CanonicalName.OfType(type)}: {member}", $"a member of the driver profile {Profile.Version}");
    }

    private static TypeReference? FirstArgument(MethodReference called) => called switch
    {
        GenericInstanceMethod method => method.GenericArguments[0],
        _ => (called.DeclaringType as GenericInstanceType)?.GenericArguments[0],
    };

    private bool IsPrimitive(TypeReference type) =>
        type.IsPrimitive || type.MetadataType == MetadataType.String || type is not TypeSpecification && Context.Assemblies.FindType(type) is { IsEnum: true };
}
