using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Builder.Generate.Contracts;

namespace Singular.Builder.Generate.Emit;

/// <summary>Writes <c>Boundary_…</c>. A member that gives its result at once, takes no endpoints and at most one buffer reads, in C#:
/// <code>
/// check and normalise the arguments;
/// bound = EnterPlain(out context, n, states, limit);
/// delivered = DeliverPlain(context, bound, buffer, n, i);  // of a member that takes a buffer; what broke off before ends in ReleaseArgument(buffer)
/// try { result = TargetOf(bound).Member(arguments); server = ServerOf(bound); } catch (object e) { FailPlain(n, e); return Again_n(arguments); }
/// Move(next);                                  // where the protocol says so
/// if (!LeavePlain(context, server, n)) return Again_n(arguments);
/// return Filter_n(result, server);                   // where not every result is legal as it is
/// </code>
/// Any other one reads:
/// <code>
/// check and normalise the arguments;
/// target = Enter(ref frame, n, states, limit);
/// if (target is OlderThan_…) RefuseVersion(ref frame, n, …);   // of a member that came later
/// try { result = target.Member(arguments); } catch (object e) { Fail(ref frame, n, e); return Again_n(arguments); }
/// Move(next);                                  // where the protocol says so
/// if (!Leave(ref frame, n)) return Again_n(arguments);
/// return Filter_n(result, frame.Server);       // where not every result is legal as it is
/// </code>
/// A member that returns a task and has small arguments sends them itself where the server is behind a channel:
/// <code>
/// if (!IsThroughChannel) return Call_n(arguments);          // of the second form
/// check and normalise the arguments;
/// bound = EnterPlain(out context, n, states, limit); server = ServerOf(bound);
/// if (TargetOf(bound) is not Client_… stub) { LeavePlain(context, server, n); return Call_n(arguments); }
/// if (!stub.Send_n(arguments, this, server, Filter_n, out task)) { FailSent(n); return Again_n(arguments); }
/// Move(next);                                  // where the protocol says so
/// if (!LeavePlain(context, server, n)) return Again_n(arguments);
/// return task;
/// </code>
/// For the far end of a channel a member that returns a task has <c>Carry_n</c> besides, which reads like the first, and in place of the return:
/// <code>
/// if (the task was done) write its value into the answer; else server.Answer(RelayPlain(task), encoder);
/// </code>
/// <c>Again_n</c>, which a repeatable member has, is of the second form and throws where the other would make the request again.
/// Any other member with buffers takes them out of the caller's table first and delivers them after <c>Enter</c>; a <c>finally</c> around all of it
/// releases what was not delivered.</summary>
internal sealed partial class BoundaryWriter
{
    private const int EndedState = 31;

    private readonly Target _target;
    private readonly ValueCode _values;
    private readonly WireCode _wire;
    private readonly Func<TypeDefinition, string, MethodReference> _endpointConstructor;

    internal BoundaryWriter(Target target, ValueCode values, WireCode wire, Func<TypeDefinition, string, MethodReference> endpointConstructor)
    {
        _target = target;
        _values = values;
        _wire = wire;
        _endpointConstructor = endpointConstructor;
    }

    internal void Write(ContractTypes types)
    {
        ILProcessor il = types.BoundaryConstructor.Body.GetILProcessor();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Call, _target.MethodOf(types.BoundaryBase, "Boundary`1", ".ctor"));
        il.Emit(OpCodes.Ret);
        MemberCode.OverrideMembers(_target, types.Boundary, types.Shapes!);
        foreach (ContractMember member in types.Contract.Members)
            WriteMember(types, member);
        if (types.Contract.Members.FirstOrDefault(member => member is { IsEnd: true, Parameters.Count: 0, IsAsync: false }) is { } end)
            WriteEnd(types, end);
        if (types.Contract.Members.FirstOrDefault(member => member.MayEndLater) is { } later)
            WriteEndTarget(types, later);
    }

    private void WriteMember(ContractTypes types, ContractMember member)
    {
        MethodDefinition method = MemberCode.Implement(_target, types.Boundary, member);
        types.Called.Add(member.Index, method);
        MethodDefinition? again = member.IsRepeatable ? MemberCode.Private(_target, types.Boundary, member, $"Again_{member.Index}") : null;
        var first = new Member(this, types, member, method, again);
        MethodDefinition? filter = first.WriteFilter();
        if (first.IsPlain)
            first.WritePlain(filter);
        else if (types.Sent.TryGetValue(member.Index, out MethodDefinition? sent))
        {
            MethodDefinition framed = MemberCode.Private(_target, types.Boundary, member, $"Call_{member.Index}");
            new Member(this, types, member, framed, again).Write(filter);
            first.WriteSent(sent, framed, filter);
        }
        else
            first.Write(filter);
        if (types.IsPlainTask(member))
            WriteCarried(types, member, again, filter);
        if (again is not null)
            new Member(this, types, member, again, null).Write(filter);
    }

    private void WriteCarried(ContractTypes types, ContractMember member, MethodDefinition? again, MethodDefinition? filter)
    {
        MethodDefinition carried = MemberCode.Private(_target, types.Boundary, member, $"Carry_{member.Index}");
        carried.Attributes = MethodAttributes.Assembly | MethodAttributes.HideBySig;
        carried.ReturnType = _target.Void;
        carried.Parameters.Add(new ParameterDefinition("server", ParameterAttributes.None, _target.Runtime("ServerLoop")));
        new Member(this, types, member, carried, again).WriteCarried(_wire, filter);
        types.Carried.Add(member.Index, carried);
    }

    /// <summary><c>EndTarget</c> calls that member on the server's object.</summary>
    private void WriteEndTarget(ContractTypes types, ContractMember end)
    {
        var method = new MethodDefinition(
            "EndTarget", MethodAttributes.Family | MethodAttributes.HideBySig | MethodAttributes.Virtual, _target.Void);
        method.Parameters.Add(new ParameterDefinition("target", ParameterAttributes.None, _target.Object));
        ILProcessor il = method.Body.GetILProcessor();
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Castclass, types.Interface);
        il.Emit(OpCodes.Callvirt, _target.Import(end.Method));
        il.Emit(OpCodes.Ret);
        types.Boundary.Methods.Add(method);
    }

    /// <summary><c>CallEnd</c> calls the member that ends the endpoint.</summary>
    private void WriteEnd(ContractTypes types, ContractMember end)
    {
        var method = new MethodDefinition(
            "CallEnd", MethodAttributes.Family | MethodAttributes.HideBySig | MethodAttributes.Virtual, _target.Void);
        ILProcessor il = method.Body.GetILProcessor();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Callvirt, _target.Import(end.Method));
        if (end.Result is not null)
            il.Emit(OpCodes.Pop);
        il.Emit(OpCodes.Ret);
        types.Boundary.Methods.Add(method);
    }
}
