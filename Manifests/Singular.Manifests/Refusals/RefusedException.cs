namespace Singular.Manifests;

/// <summary>Something was refused, for one reason or several.</summary>
public sealed class RefusedException : Exception
{
    public RefusedException(Refusal refusal)
        : this([refusal])
    {
    }

    public RefusedException(RefusalCode code, string where, string what, string remedy)
        : this(new Refusal(code, where, what, remedy))
    {
    }

    /// <param name="refusals">At least one; the first gives the exception its code.</param>
    public RefusedException(IReadOnlyList<Refusal> refusals)
        : base(string.Join('\n', refusals)) => Refusals = refusals;

    public IReadOnlyList<Refusal> Refusals { get; }

    public RefusalCode Code => Refusals[0].Code;
}
