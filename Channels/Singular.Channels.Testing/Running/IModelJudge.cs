namespace Singular.Channels.Testing;

/// <summary>A functional model that leaves the server some freedom implements this: a contract seldom fixes every answer.</summary>
public interface IModelJudge
{
    /// <summary>Asked where model and server differ. A model that accepts what it had not foreseen takes it over into its own
    /// state, so that later calls compare.</summary>
    /// <returns>False when the contract does not allow what the server gave.</returns>
    bool Accepts(ModelComparison comparison);
}
