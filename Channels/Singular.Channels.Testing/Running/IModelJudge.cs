namespace Singular.Channels.Testing;

/// <summary>A functional model that leaves the server some freedom implements this: a contract seldom fixes every answer.</summary>
public interface IModelJudge
{
    /// <summary>Asked where model and server differ. A model that accepts what it had not foreseen takes it over into its own
    /// state, so that later calls compare.</summary>
    /// <returns>False when the contract does not allow what the server gave.</returns>
    bool Accepts(ModelComparison comparison);

    /// <summary>Asked at the end of a run where model and server do not hold the same number of buffers.</summary>
    /// <param name="expected">Buffers that the model holds.</param>
    /// <param name="actual">Buffers that are charged to the server.</param>
    bool AcceptsBuffers(int expected, int actual) => false;

    /// <summary>Asked where a call made the server call back otherwise than it made the model.</summary>
    /// <param name="member">What was called.</param>
    /// <param name="expected">The model's call-backs, as text.</param>
    /// <param name="actual">The server's.</param>
    bool AcceptsCallBacks(MemberDescription member, IReadOnlyList<string> expected, IReadOnlyList<string> actual) => false;
}
