using Mono.Cecil;
using Singular.Verifier.Bodies;
using Singular.Verifier.Types;

namespace Singular.Verifier.Ownership.Flow;

/// <summary>A body with the types of its variables: arguments first (<c>this</c> included), then locals, then the fields of an async
/// method's state machine, which are the locals that live across an await.</summary>
internal sealed class FlowBody
{
    private readonly Dictionary<Region, Region> _tries = [];
    private readonly bool[] _hasAddress;

    /// <exception cref="InvalidBodyException">The body is not well-formed.</exception>
    /// <exception cref="FlowShapeException">Its regions are not.</exception>
    public FlowBody(VerificationModel model, MethodShape method, MethodBodyImage image)
    {
        Method = method;
        Code = new InstructionList();
        Code.Decode(image.Code.Span);
        Clauses = image.Clauses;
        Regions = image.Clauses.Count == 0 ? RegionTree.None : new RegionTree(image.Clauses, Code, static (_, _, _) => { });
        if (!Regions.IsWellFormed)
            throw new FlowShapeException("its protected regions are not well-formed");
        IlType[] locals = image.LocalsToken == 0 ? [] : model.Locals.Read(image.LocalsToken);
        IlType[] arguments = [.. method.Parameters.Select(p => p.Type.Unmodified)];
        IlType self = model.Universe.Of(method.Definition.DeclaringType);
        ThisOffset = method.Definition.HasThis ? 1 : 0;
        if (method.Definition is { Name: "MoveNext", HasThis: true } && StateMachine.IsAsync(method.Definition.DeclaringType))
            Fields = [.. method.Definition.DeclaringType.Fields.Where(f => !f.IsStatic)];
        IlType[] fields = [.. Fields.Select(f => model.Universe.Convert(f.FieldType).Unmodified)];
        Variables = method.Definition.HasThis ? [self, .. arguments, .. locals, .. fields] : [.. arguments, .. locals];
        ArgumentCount = ThisOffset + arguments.Length;
        LocalCount = locals.Length;
        _hasAddress = FindAddresses(model);
        foreach (Region region in Regions.Regions)
        {
            Code.MarkLeader(region.Start);
            if (region.End < Code.Count)
                Code.MarkLeader(region.End);
            foreach (Region handler in region.Handlers)
                _tries[handler] = region;
        }
    }

    public MethodShape Method { get; }

    public MethodDefinition Definition => Method.Definition;

    public InstructionList Code { get; }

    public RegionTree Regions { get; }

    public IReadOnlyList<RegionClause> Clauses { get; }

    public IlType[] Variables { get; }

    public int ArgumentCount { get; }

    public int LocalCount { get; }

    /// <summary>The fields of the state machine that the method moves on; none in other methods.</summary>
    public IReadOnlyList<FieldDefinition> Fields { get; } = [];

    /// <summary>The variable of a field of <see cref="Fields"/>; -1 for others.</summary>
    public int VariableOf(FieldDefinition field)
    {
        for (int i = 0; i < Fields.Count; i++)
        {
            if (Fields[i] == field)
                return ArgumentCount + LocalCount + i;
        }

        return -1;
    }

    /// <summary>1 where argument 0 is <c>this</c>.</summary>
    public int ThisOffset { get; }

    /// <summary>The try block of a handler.</summary>
    public Region TryOf(Region handler) => _tries[handler];

    /// <summary>Whether the variable can be written otherwise than by its name.</summary>
    public bool HasAddress(int variable) => _hasAddress[variable];

    private bool[] FindAddresses(VerificationModel model)
    {
        var found = new bool[Variables.Length];
        for (int i = 0; i < Code.Count; i++)
        {
            Instruction instruction = Code[i];
            long variable = instruction.Code switch
            {
                OpCode.LdargaS or OpCode.Ldarga => instruction.Operand,
                OpCode.LdlocaS or OpCode.Ldloca => ArgumentCount + instruction.Operand,
                OpCode.Ldflda when Fields.Count != 0 && model.FieldAt(instruction.Token) is { } field => VariableOf(field.Definition),
                _ => -1,
            };
            if (variable >= 0 && variable < found.Length)
                found[variable] = true;
        }

        return found;
    }
}
