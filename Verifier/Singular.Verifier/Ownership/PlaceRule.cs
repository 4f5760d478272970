using Mono.Cecil;
using Singular.Verifier.Bodies;
using Singular.Verifier.Ownership.Flow;
using Singular.Verifier.Types;

namespace Singular.Verifier.Ownership;

/// <summary>
/// Where buffers and pins may be: in parameters, results and local variables, where they can be followed. A field, array, box or
/// generic type could copy or forget one, so slots and queues are what other places hold.
/// </summary>
internal sealed class PlaceRule(OwnershipModel model)
{
    private const string Allowed = "buffers in parameters, results and local variables";
    private const string Advice = "Keep it in a field of type OwnedSlot<T> or OwnedQueue<T>, which hold one or many.";

    public void CheckFields(TypeDefinition type)
    {
        foreach (FieldDefinition field in type.Fields)
        {
            IlType fieldType = model.Universe.Convert(field.FieldType).Unmodified;
            if (IsAllowedAnywhere(fieldType))
                continue;
            if (StateMachine.IsAsync(type) && IsAllowedValue(fieldType))
                continue;
            if (StateMachine.Is(type))
            {
                model.Report(field, OwnershipCodes.Yield, null, $"{Describe(fieldType)} lives across a yield", "buffers that are handed on or released before it",
                    "Nobody has to run an iterator to its end: keep the buffer in an OwnedSlot<T> of the object.");
            }
            else if (IsClosure(type))
            {
                model.Report(field, OwnershipCodes.Place, null, $"{Describe(fieldType)} is captured by a lambda or local function", Allowed, "Pass it as a parameter, or keep it in an OwnedSlot<T>.");
            }
            else
            {
                model.Report(field, OwnershipCodes.Place, null, $"{Describe(fieldType)} in a field", Allowed, Advice);
            }
        }
    }

    public void CheckSignature(MethodDefinition method)
    {
        foreach (ParameterDefinition parameter in method.Parameters)
            CheckPassed(method, model.Universe.Convert(parameter.ParameterType).Unmodified, $"the parameter {parameter.Name}");
        CheckPassed(method, model.Universe.Convert(method.ReturnType).Unmodified, "the result");
    }

    /// <summary>Checks the places in a body; true when something in it is to be followed.</summary>
    public bool CheckBody(FlowBody body)
    {
        bool concerns = false;
        for (int i = 0; i < body.Variables.Length; i++)
        {
            IlType type = body.Variables[i];
            concerns |= IsFollowed(type);
            if (i >= body.ArgumentCount && model.Types.KindOf(type) != ResourceKind.Pin && !IsAllowedValue(type))
                ReportPlace(body, null, type, "in a local variable");
        }

        for (int i = 0; i < body.Code.Count; i++)
        {
            Instruction instruction = body.Code[i];
            model.Budget.Spend(1);
            if (OpCodeTable.OperandOf((int)instruction.Code) == OperandKind.Token)
                concerns |= CheckOperand(body, instruction);
        }

        return concerns | IsFollowed(body.Method.ReturnType.Unmodified);
    }

    private bool CheckOperand(FlowBody body, Instruction instruction)
    {
        switch (instruction.Code)
        {
            case OpCode.Call or OpCode.Callvirt or OpCode.Newobj or OpCode.Ldftn or OpCode.Ldvirtftn:
                return model.Verification.MethodAt(instruction.Token) is { } use && CheckCall(body, instruction.Offset, use);
            case OpCode.Ldfld or OpCode.Ldflda or OpCode.Stfld or OpCode.Ldsfld or OpCode.Ldsflda or OpCode.Stsfld:
                return model.Verification.FieldAt(instruction.Token) is { } field && CheckField(body, instruction, field);
            case OpCode.Ldstr or OpCode.Calli or OpCode.Jmp or OpCode.Ldtoken or OpCode.Sizeof:
                return false;
            default:
                IlType? type = model.Verification.TypeAt(instruction.Token);
                bool movesValue = instruction.Code is OpCode.Initobj or OpCode.Ldobj or OpCode.Stobj or OpCode.Cpobj;
                if (type is not null && !(movesValue ? IsAllowedValue(type) : IsAllowedAnywhere(type)))
                    ReportPlace(body, instruction.Offset, type, "in an array, box or cast");
                return type is not null && IsFollowed(type);
        }
    }

    /// <summary>The fields of an async method's state machine are its local variables: nobody else reads them, and only the method that starts it writes them.</summary>
    private bool CheckField(FlowBody body, Instruction instruction, FieldUse field)
    {
        bool isFollowed = IsFollowed(field.Type);
        TypeDefinition machine = field.Definition.DeclaringType;
        if (body.Definition.DeclaringType == machine || !StateMachine.IsAsync(machine) || !HoldsFollowed(machine))
            return isFollowed;
        bool starts = machine.DeclaringType == body.Definition.DeclaringType && Starts(body, field.Owner)
            && (instruction.Code == OpCode.Stfld || (instruction.Code == OpCode.Ldflda && StateMachine.IsBuilder(model.Universe, field.Type)));
        if (!starts)
        {
            model.Report(body.Definition, OwnershipCodes.Unclear, instruction.Offset, $"a use of {field.Definition.Name}, a field of an async method's state machine", "the compiler's use: written once by the method that starts it", "");
        }

        return isFollowed;
    }

    /// <summary>The compiler's form of the method that starts a state machine: no branches, and one start.</summary>
    private bool Starts(FlowBody body, IlType machine)
    {
        int starts = 0;
        for (int i = 0; i < body.Code.Count; i++)
        {
            Instruction instruction = body.Code[i];
            if (body.Code.IsLeader(i))
                return false;
            if (instruction.Code == OpCode.Call && model.Verification.MethodAt(instruction.Token) is { Name: "Start", MethodArguments: [var argument] } use
                && StateMachine.IsBuilder(model.Universe, use.Owner) && argument == machine)
                starts++;
        }

        return starts == 1;
    }

    private bool HoldsFollowed(TypeDefinition machine) =>
        machine.Fields.Any(f => IsFollowed(model.Universe.Convert(f.FieldType).Unmodified));

    private bool CheckCall(FlowBody body, int offset, MethodUse use)
    {
        bool isBuilder = StateMachine.IsBuilder(model.Universe, use.Owner);
        if (!isBuilder && model.Types.KindOf(use.Owner) == ResourceKind.None && model.Types.Mentions(use.Owner))
            ReportPlace(body, offset, use.Owner, "inside another type");
        bool isFinishedTask = use is { Name: "FromResult", Owner: DefinedType { Info.Definition: { Name: "ValueTask", Namespace: "System.Threading.Tasks" } definition } } && definition.Module == model.Universe.Core;
        foreach (IlType argument in use.MethodArguments)
        {
            if (!isBuilder && !isFinishedTask && model.Types.Mentions(argument))
                ReportPlace(body, offset, argument, $"as a type argument of {use.Name}");
        }

        return IsFollowed(use.ReturnType) || IsFollowed(use.Owner) || Array.Exists(use.Parameters, IsFollowed);
    }

    private void CheckPassed(MethodDefinition method, IlType type, string place)
    {
        if (model.Types.KindOf(type) == ResourceKind.Pin || (type is ManagedPointerType { Element: var pinned } && model.Types.KindOf(pinned) == ResourceKind.Pin))
        {
            model.Report(method, OwnershipCodes.PinPlace, null, $"{place} is a pin", "pins in local variables of the method that makes them", "Pass the span, and end the pin where it was made.");
        }
        else if (type is ManagedPointerType { Element: var element } && model.Types.Mentions(element))
        {
            model.Report(method, OwnershipCodes.Reference, null, $"{place} refers to {Describe(element)}", "buffers passed by value", "Take the buffer by value; to give one back, return it.");
        }
        else if (!IsAllowedValue(type))
        {
            model.Report(method, OwnershipCodes.Place, null, $"{place} holds {Describe(type)}", Allowed, Advice);
        }
    }

    private void ReportPlace(FlowBody body, int? offset, IlType type, string place)
    {
        if (type is ManagedPointerType)
            model.Report(body.Definition, OwnershipCodes.Reference, offset, $"a reference to {Describe(type)} {place}", "buffers by value", "Use the variable itself.");
        else
            model.Report(body.Definition, OwnershipCodes.Place, offset, $"{Describe(type)} {place}", Allowed, Advice);
    }

    private bool IsFollowed(IlType type) => model.Types.KindOf(type) != ResourceKind.None;

    private bool IsAllowedAnywhere(IlType type) => !model.Types.Mentions(type);

    private bool IsAllowedValue(IlType type) =>
        IsAllowedAnywhere(type) || model.Types.KindOf(type) is ResourceKind.Buffer or ResourceKind.BufferCarrier or ResourceKind.Pin || model.Types.IsBuilder(type);

    private static bool IsClosure(TypeDefinition type) => type.Name.Contains("DisplayClass", StringComparison.Ordinal);

    private string Describe(IlType type) => model.Types.KindOf(type) switch
    {
        ResourceKind.Buffer => "a buffer",
        ResourceKind.Pin => "a pin",
        ResourceKind.BufferCarrier => "a result or task with a buffer",
        _ => $"a buffer or pin inside {type}",
    };
}
