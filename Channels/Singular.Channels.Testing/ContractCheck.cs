using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;

namespace Singular.Channels.Testing;

/// <summary>All that is demanded of a server of a contract, tried on generated inputs.</summary>
public sealed class ContractCheck
{
    /// <summary>Sequences in a long life, one after the other.</summary>
    private const int SequencesPerLongLife = 200;

    // Of the size that FsCheck would use last.
    private const int LongLifeSize = 50;

    private readonly ContractDescription _contract;

    /// <param name="contract">The contract's interface.</param>
    /// <param name="placements">Where to place the server; results are compared with those in the first.</param>
    public ContractCheck(Type contract, IReadOnlyList<IPlacement> placements)
    {
        ArgumentNullException.ThrowIfNull(placements);
        ArgumentOutOfRangeException.ThrowIfZero(placements.Count);
        _contract = ContractDescription.Of(contract);
        Placements = placements;
    }

    public IReadOnlyList<IPlacement> Placements { get; }

    /// <summary>How often each property is tried.</summary>
    public int Runs { get; set; } = 1_000;

    /// <summary>What everything random follows from.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>Makes what is found small, which takes up to 20 s.</summary>
    public bool Shrinks { get; set; } = true;

    /// <summary>How long beyond its time limit a call may take until the server counts as hanging: the host may be busy.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The laws to keep.</summary>
    public IReadOnlyList<Law> Laws { get; set; } = [];

    /// <summary>Values that mean something to the contract.</summary>
    public SampleValues Samples { get; } = new();

    /// <summary>Gets the name of each property as it begins.</summary>
    public Action<string>? Progress { get; set; }

    /// <summary>Tries all properties until one breaks.</summary>
    public ContractReport Run(CancellationToken cancellation = default)
    {
        List<PropertyResult> results = [];
        foreach (Func<PropertyResult> property in Properties(cancellation))
        {
            results.Add(property());
            if (results[^1].Violation is not null)
                break;
        }
        return Report(results);
    }

    /// <summary>Tries the laws alone until one breaks.</summary>
    public ContractReport RunLaws(CancellationToken cancellation = default)
    {
        var values = new ValueGenerator(Samples);
        List<PropertyResult> results = [];
        foreach (Law law in Laws)
        {
            foreach (IPlacement placement in Placements)
            {
                results.Add(KeepsLaw(law, placement, values, cancellation));
                if (results[^1].Violation is not null)
                    return Report(results);
            }
        }
        return Report(results);
    }

    private ContractReport Report(List<PropertyResult> results) => new(_contract.ToString(), Seed, results);

    private IEnumerable<Func<PropertyResult>> Properties(CancellationToken cancellation)
    {
        var values = new ValueGenerator(Samples);
        var generator = new SequenceGenerator(_contract, values, CountStimuli(), Placements[0].Worlds);
        IPlacement[] quick = [.. Placements.Where(placement => placement.SequencesPerWorld == 1)];
        if (quick.Length > 0)
        {
            yield return () => Sequences(generator, quick[0], quick[1..], cancellation);
            if (Runs >= SequencesPerLongLife)
                yield return () => LongLives(generator, quick[0], cancellation);
        }
        foreach (Law law in Laws)
        {
            foreach (IPlacement placement in quick.Length > 0 ? quick : Placements)
                yield return () => KeepsLaw(law, placement, values, cancellation);
        }
        if (_contract.IsConcurrent && _contract.Members.Any(member => member.IsAllowedIn(0) && !member.TakesEndpoints))
        {
            foreach (IPlacement placement in quick)
                yield return () => IsLinearizable(generator, placement, cancellation);
        }
        foreach (MemberDescription member in _contract.Members.Where(member => member.EndpointType is not null))
        {
            foreach (IPlacement placement in Placements)
                yield return () => LosesNoEndpoint(generator, placement, member, cancellation);
        }
        foreach (MemberDescription member in _contract.Members.Where(member => member.TakesEndpoints))
        {
            foreach (IPlacement placement in Placements)
                yield return () => KeepsNoEndpoint(generator, placement, member, cancellation);
        }
        if (_contract.MovesBuffers)
        {
            foreach (IPlacement placement in quick)
                yield return () => LosesNoBuffer(generator, placement, cancellation);
        }
        foreach (IPlacement placement in Placements.Except(quick))
            yield return () => Sequences(generator, quick.Length > 0 ? quick[0] : placement, quick.Length > 0 ? [placement] : [], cancellation);
    }

    private int CountStimuli()
    {
        (ContractWorld world, PlacedServer server) = Placements[0].Place();
        using (world)
        using (server)
            return world.Stimuli.Count;
    }

    private PropertyResult Sequences(SequenceGenerator generator, IPlacement first, IReadOnlyList<IPlacement> others, CancellationToken cancellation)
    {
        var property = new SequenceProperty(first, others);
        int batch = others.Append(first).Max(placement => placement.SequencesPerWorld);
        Gen<List<Step>> sequences = batch == 1
            ? generator.Sequences()
            : generator.Sequences().ListOf(batch).Select(parts => parts.SelectMany(part => part.Append(new ClientDeathStep())).ToList());
        string names = string.Join(" and ", others.Prepend(first).Select(placement => placement.Name));
        return Try($"answers, protocol, deaths and restarts ({names})", cancellation, Math.Max(1, Runs / batch), batch, () => property.Calls, sequences, SequenceGenerator.Shrink, property.WhyBroken);
    }

    /// <summary>What a server does after thousands of calls, and when it is full, no short sequence shows.</summary>
    private PropertyResult LongLives(SequenceGenerator generator, IPlacement placement, CancellationToken cancellation)
    {
        var property = new SequenceProperty(placement, []);
        Gen<List<Step>> lives = generator.Sequences().Resize(LongLifeSize).ListOf(SequencesPerLongLife)
            .Select(parts => parts.SelectMany(part => part.Where(KeepsServer).Append(new ClientDeathStep())).ToList());
        return Try($"answers in a long life ({placement.Name})", cancellation, Math.Max(1, Runs / SequencesPerLongLife), SequencesPerLongLife, () => property.Calls, lives, SequenceGenerator.Shrink, property.WhyBroken);
    }

    private static bool KeepsServer(Step step) => step is not (ServerDeathStep or CallStep { Death: Death.ServerBefore or Death.ServerAfter });

    private PropertyResult KeepsLaw(Law law, IPlacement placement, ValueGenerator values, CancellationToken cancellation)
    {
        var property = new LawProperty(law, placement, values);
        return Try($"{law.Name} ({placement.Name})", cancellation, Runs, 1, () => null, property.Arguments(), LawProperty.Shrink, property.WhyBroken);
    }

    private PropertyResult IsLinearizable(SequenceGenerator generator, IPlacement placement, CancellationToken cancellation)
    {
        var property = new ConcurrentProperty(_contract, placement, generator);
        return Try($"concurrent calls are linearizable ({placement.Name})", cancellation, Runs, 1, () => property.Calls, property.Histories(), ConcurrentProperty.Shrink, property.WhyBroken);
    }

    private PropertyResult LosesNoEndpoint(SequenceGenerator generator, IPlacement placement, MemberDescription member, CancellationToken cancellation)
    {
        var property = new EndpointEndurance(placement, generator);
        return TryOnce($"{member.Name} loses no endpoint ({placement.Name})", cancellation, () => property.Calls, () => property.WhyBroken(member, Seed));
    }

    private PropertyResult KeepsNoEndpoint(SequenceGenerator generator, IPlacement placement, MemberDescription member, CancellationToken cancellation)
    {
        var property = new HandoverEndurance(placement, generator);
        return TryOnce($"{member.Name} keeps no endpoint for ever ({placement.Name})", cancellation, () => property.Calls, () => property.WhyBroken(member, Seed));
    }

    private PropertyResult LosesNoBuffer(SequenceGenerator generator, IPlacement placement, CancellationToken cancellation)
    {
        var property = new BufferEndurance(placement, generator);
        return TryOnce($"no buffer is lost ({placement.Name})", cancellation, () => property.Calls, () => property.WhyBroken(_contract, Seed));
    }

    private PropertyResult TryOnce(string name, CancellationToken cancellation, Func<long?> calls, Func<string?> whyBroken)
    {
        cancellation.ThrowIfCancellationRequested();
        Progress?.Invoke(name);
        long start = Stopwatch.GetTimestamp();
        var watch = new HangWatch(Patience);
        string? violation = watch.Try(whyBroken);
        watch.End();
        return new PropertyResult(name, 1, calls(), Stopwatch.GetElapsedTime(start), violation);
    }

    private PropertyResult Try<T>(
        string name, CancellationToken cancellation, int runs, int batch, Func<long?> calls, Gen<T> generator, Func<T, IEnumerable<T>> shrink, Func<T, string?> whyBroken)
    {
        Progress?.Invoke(name);
        long start = Stopwatch.GetTimestamp();
        Counterexample<T>? found = CounterexampleSearch.Find(generator, Shrinks ? shrink : static _ => [], whyBroken, runs, Seed, Patience, cancellation);
        return new PropertyResult(name, (found?.Runs ?? runs) * batch, calls(), Stopwatch.GetElapsedTime(start), found?.Reason);
    }
}
