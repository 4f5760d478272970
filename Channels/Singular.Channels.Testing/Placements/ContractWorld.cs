namespace Singular.Channels.Testing;

/// <summary>The world around a server under test: what happens to it, and what is expected of it. One is made for each run and
/// outlives the server's restarts in it.</summary>
public abstract class ContractWorld : IDisposable
{
    /// <summary>For reports, what distinguishes it from the other worlds of its kind; empty where there is one only.</summary>
    public virtual string Name => "";

    /// <summary>What may happen to the server from outside.</summary>
    public virtual IReadOnlyList<Stimulus> Stimuli => [];

    /// <summary>Makes or returns the functional model for a new life of the server: an object that implements the contract; null
    /// where there is none.</summary>
    public virtual object? StartModel() => null;

    /// <summary>Lets what is under way around the server come to rest, e.g. delivers the interrupts that wait.</summary>
    public virtual void Settle()
    {
    }

    /// <summary>Looks at what the server has done to the world around it; called after each step, when all is at rest.</summary>
    /// <returns>What is wrong there; null when nothing is.</returns>
    public virtual string? WhyWrong() => null;

    /// <summary>The same for what takes longer to look at; called once, at the end.</summary>
    public virtual string? WhyWrongInTheEnd() => null;

    /// <summary>Frees what the world holds.</summary>
    public void Dispose()
    {
        Dispose(isDisposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected virtual void Dispose(bool isDisposing)
    {
    }
}
