using System.Reflection;

namespace Singular.Channels.Testing;

/// <summary>A member of a contract with what its attributes say.</summary>
public sealed class MemberDescription
{
    /// <summary>The state of an endpoint that was ended; no member allows it.</summary>
    internal const int Ended = 31;

    private readonly MemberThunk.Call _call;

    internal MemberDescription(ContractDescription contract, MethodInfo method)
    {
        Contract = contract;
        Method = method;
        Parameters = [.. method.GetParameters().Select(ParameterDescription.Of)];
        Type payload = method.ReturnType;
        if (payload.IsGenericType && payload.GetGenericTypeDefinition() == typeof(ValueTask<>))
        {
            IsAsync = true;
            payload = payload.GetGenericArguments()[0];
        }
        PayloadType = payload;
        IsResult = payload.IsGenericType && payload.GetGenericTypeDefinition() == typeof(Result<,>);
        ValueType = IsResult ? payload.GetGenericArguments()[0] : payload;
        EndpointType = ValueType.IsInterface ? ValueType : null;
        BufferElement = BufferKind.ElementOf(ValueType);
        TakesBuffers = Parameters.Any(parameter => parameter.Passing == ParameterPassing.Buffer);
        TakesEndpoints = Parameters.Any(parameter => parameter.Type.IsInterface);
        IsEnd = method.IsDefined(typeof(EndsAttribute));
        IsRepeatable = method.IsDefined(typeof(RepeatableAttribute)) || contract.Type.IsDefined(typeof(RepeatableAttribute));
        WhenAttribute? when = method.GetCustomAttribute<WhenAttribute>();
        States = when is null ? int.MaxValue : when.States.Aggregate(0, (mask, state) => mask | (1 << contract.StateNumber(state)));
        Then = when?.Then is { } then ? contract.StateNumber(then) : null;
        ThenOnFailure = when?.ThenOnFailure is { } failed ? contract.StateNumber(failed) : null;
        TimeLimitAttribute? limit = method.GetCustomAttribute<TimeLimitAttribute>() ?? contract.Type.GetCustomAttribute<TimeLimitAttribute>();
        TimeLimit = TimeSpan.FromMilliseconds(limit?.Milliseconds ?? TimeLimitAttribute.Default);
        _call = MemberThunk.Create(method, IsAsync);
    }

    public ContractDescription Contract { get; }

    public MethodInfo Method { get; }

    /// <summary>Contract and member, e.g. <c>IFile.Read</c>.</summary>
    public string Name => $"{Contract.Type.Name}.{Method.Name}";

    public IReadOnlyList<ParameterDescription> Parameters { get; }

    public bool IsAsync { get; }

    /// <summary>What comes back; of an asynchronous member what the task gives.</summary>
    public Type PayloadType { get; }

    /// <summary>The payload is a <c>Result&lt;T, TError&gt;</c>.</summary>
    public bool IsResult { get; }

    /// <summary>The value of a success.</summary>
    public Type ValueType { get; }

    /// <summary>The contract of the endpoint that a success gives; null where it gives none.</summary>
    public Type? EndpointType { get; }

    /// <summary>The type of the elements of the buffer that a success gives; null where it gives none.</summary>
    public Type? BufferElement { get; }

    /// <summary>A buffer is among the arguments.</summary>
    internal bool TakesBuffers { get; }

    /// <summary>An endpoint is among the arguments.</summary>
    public bool TakesEndpoints { get; }

    public bool IsEnd { get; }

    public bool IsRepeatable { get; }

    /// <summary>How long a call may take.</summary>
    public TimeSpan TimeLimit { get; }

    private int States { get; }

    private int? Then { get; }

    private int? ThenOnFailure { get; }

    /// <summary>The protocol may be in another state afterwards.</summary>
    internal bool MovesProtocol => IsEnd || Then is not null || ThenOnFailure is not null;

    /// <summary>No state of the protocol forbids it.</summary>
    internal bool IsAllowedInAll => States == int.MaxValue;

    internal bool IsAllowedIn(int state) => state != Ended && (States & (1 << state)) != 0;

    internal int StateAfter(int state, bool isSuccess) =>
        IsEnd ? Ended : (isSuccess ? Then : ThenOnFailure ?? Then) ?? state;

    /// <summary>Calls the member; its exceptions come through as they are.</summary>
    /// <param name="target">Implements the contract.</param>
    /// <param name="arguments">A value, boxed, or for a span an array of the element type.</param>
    /// <returns>The boxed result, null for <c>void</c>, of an asynchronous member its <see cref="Task"/>.</returns>
    internal object? Call(object target, object?[] arguments) => _call(target, arguments);

    public override string ToString() => Name;
}
