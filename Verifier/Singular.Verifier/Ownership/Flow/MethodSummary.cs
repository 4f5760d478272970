namespace Singular.Verifier.Ownership.Flow;

/// <summary>What a call of an own method does to endpoints, and what it gives back.</summary>
internal sealed class MethodSummary(int parameters)
{
    /// <summary>What may be true of a returned buffer, carrier or endpoint.</summary>
    public ulong Returned { get; set; }

    /// <summary>The parameters whose buffers it may give back as they are; see <see cref="Resource.From"/>.</summary>
    public uint GivesBack { get; set; }

    /// <summary>What may be true of endpoints that were passed, after the call, by parameter without <c>this</c>.</summary>
    public ulong[] After { get; } = new ulong[parameters];

    /// <summary>The same when the call throws.</summary>
    public ulong[] AfterException { get; } = new ulong[parameters];

    /// <summary>Adds what another method may do that the same call may reach.</summary>
    public void Add(MethodSummary other)
    {
        Returned |= other.Returned;
        GivesBack |= other.GivesBack;
        for (int i = 0; i < Math.Min(After.Length, other.After.Length); i++)
        {
            After[i] |= other.After[i];
            AfterException[i] |= other.AfterException[i];
        }
    }
}
