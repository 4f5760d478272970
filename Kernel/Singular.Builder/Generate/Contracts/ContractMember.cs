using Mono.Cecil;

namespace Singular.Builder.Generate.Contracts;

/// <summary>A member of a contract with all that its attributes say.</summary>
internal sealed record ContractMember
{
    /// <summary>Position in the contract; its number on the wire.</summary>
    internal required int Index { get; init; }

    internal required MethodDefinition Method { get; init; }

    internal required IReadOnlyList<ParameterShape> Parameters { get; init; }

    /// <summary>Null for <c>void</c>. Of an asynchronous member what the task gives.</summary>
    internal required ValueShape? Result { get; init; }

    internal required bool IsAsync { get; init; }

    internal required bool IsRepeatable { get; init; }

    internal required bool IsEnd { get; init; }

    /// <summary>It ends the endpoint, takes nothing and gives nothing: nobody has to wait for it.</summary>
    internal bool MayEndLater => IsEnd && !IsAsync && !IsRepeatable && Result is null && Parameters.Count == 0;

    /// <summary>Bit n: may be called in state n.</summary>
    internal required uint States { get; init; }

    /// <summary>State after the call; null when it stays.</summary>
    internal required int? Then { get; init; }

    /// <summary>State after a declared failure where it differs.</summary>
    internal required int? ThenOnFailure { get; init; }

    /// <summary>Parameters that are buffers.</summary>
    internal IEnumerable<int> BufferParameters => Enumerable.Range(0, Parameters.Count).Where(i => Parameters[i].Buffer is not null);

    /// <summary>Parameters that are endpoints.</summary>
    internal IEnumerable<int> EndpointParameters => Enumerable.Range(0, Parameters.Count).Where(i => Parameters[i].Endpoint is not null);

    /// <summary>The order in which the parameters stand in a request: buffers last, so that they see what room the rest leaves.</summary>
    internal IEnumerable<int> WireOrder => Enumerable.Range(0, Parameters.Count).Except(BufferParameters).Concat(BufferParameters);

    /// <summary>Bytes of the arguments on the wire, where all of them are values without strings; else null.</summary>
    internal int? FixedBytes => Parameters.All(parameter => parameter.Value is { HasText: false }) ? Parameters.Sum(parameter => parameter.Value!.FixedBytes) : null;

    /// <summary>What the result hands over as a whole: the result itself, or the value of <c>Result&lt;T, TError&gt;</c>.</summary>
    internal ValueShape? ResultValue => Result is ResultShape result ? result.Value : Result;

    internal required int LimitMilliseconds { get; init; }

    /// <summary>The minor version in which it came; 0 for what was there from the start.</summary>
    internal required int Since { get; init; }
}
