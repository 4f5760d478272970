using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Verifier.Oracle.Coverage;
using Singular.Verifier.Oracle.Execution;
using Singular.Verifier.Oracle.Seeds;

namespace Singular.Verifier.Oracle.Mutation;

/// <summary>
/// Makes mutants of the seeds and verifies them, in rounds. The same seed number gives the same mutants: nothing here depends on time
/// or on what running them shows.
/// </summary>
internal sealed class MutantSource
{
    /// <summary>Bodies changed in one file. Each counts as a mutant of its own, for bodies are verified one by one.</summary>
    private const int BodiesPerFile = 24;

    private readonly IReadOnlyList<Seed> _seeds;
    private readonly ReferenceSet _references;
    private readonly OracleStatistics _statistics;
    private readonly Random _random;
    private readonly IReadOnlySet<string> _ignoredCodes;
    private readonly FeatureMap _features = new();
    private readonly Corpus _corpus;
    private readonly Dictionary<Seed, RawMutator> _raw = [];

    public MutantSource(IReadOnlyList<Seed> seeds, ReferenceSet references, OracleOptions options, OracleStatistics statistics)
    {
        _seeds = seeds;
        _references = references;
        _statistics = statistics;
        _random = new Random(options.Seed);
        _ignoredCodes = options.IgnoredCodes;
        _corpus = new Corpus(_random);
    }

    /// <summary>One round; what was accepted in it when that is to be run, else null.</summary>
    /// <param name="isToBeRun">Whether a file is wanted for running.</param>
    public ExecutionUnit? Next(bool isToBeRun)
    {
        Seed seed = _seeds[_random.Next(_seeds.Count)];
        ExecutionUnit? unit = _random.Next(12) switch
        {
            < 6 => Bodies(seed, isToBeRun),
            < 10 => Metadata(seed, isToBeRun),
            _ => Bytes(seed, isToBeRun),
        };
        _statistics.Features = _features.Count;
        _statistics.CorpusBodies = _corpus.Count;
        return unit;
    }

    private ExecutionUnit? Bodies(Seed seed, bool isToBeRun)
    {
        var changed = new Dictionary<MethodDefinition, MethodBody>();
        var mutator = new BodyMutator(seed, _random);
        for (int i = 0; i < BodiesPerFile; i++)
        {
            MethodDefinition method = seed.Methods[_random.Next(seed.Methods.Count)];
            if (changed.TryAdd(method, method.Body))
                method.Body = mutator.Mutate(_corpus.Pick(method, method.Body));
        }
        try
        {
            return VerifyBodies(seed, changed, isToBeRun);
        }
        finally
        {
            foreach ((MethodDefinition method, MethodBody body) in changed)
                method.Body = body;
        }
    }

    private ExecutionUnit? VerifyBodies(Seed seed, Dictionary<MethodDefinition, MethodBody> originals, bool isToBeRun)
    {
        long number = _statistics.Verified;
        var mutants = originals.ToDictionary(pair => pair.Key, pair => pair.Key.Body);
        var accepted = new List<MethodDefinition>();
        Judge(seed, originals, mutants, [.. mutants.Keys], accepted);
        foreach (MethodDefinition method in accepted)
        {
            if (_features.AddAccepted(mutants[method]))
                _corpus.Add(method, mutants[method]);
        }
        return isToBeRun && accepted.Count > 0 ? Accepted(seed, originals, mutants, accepted, number) : null;
    }

    /// <summary>
    /// Verifies a file with all of these bodies in place. Where it cannot be written, or something is found that is about no body,
    /// the halves are tried by themselves. Afterwards the original bodies are back.
    /// </summary>
    private void Judge(
        Seed seed, Dictionary<MethodDefinition, MethodBody> originals, Dictionary<MethodDefinition, MethodBody> mutants,
        ReadOnlySpan<MethodDefinition> methods, List<MethodDefinition> accepted)
    {
        foreach (MethodDefinition method in originals.Keys)
            method.Body = originals[method];
        foreach (MethodDefinition method in methods)
            method.Body = mutants[method];
        VerificationResult? result = TryWrite(seed) is { } file ? AssemblyVerifier.Verify(file, _references, SoundnessOracle.TypeChecks) : null;
        if (result is null && methods.Length == 1)
        {
            _statistics.Unwritable++;
            return;
        }
        if (methods.Length == 1)
        {
            if (Count(MutantKind.Body, result!.Findings, mutants[methods[0]]))
                accepted.Add(methods[0]);
            return;
        }
        if (result is null || result.MethodsVerified == 0 || !AreAllAbout(result.Findings, methods))
        {
            Judge(seed, originals, mutants, methods[..(methods.Length / 2)], accepted);
            Judge(seed, originals, mutants, methods[(methods.Length / 2)..], accepted);
            return;
        }
        ILookup<uint, Finding> findings = result.Findings.ToLookup(finding => finding.Subject);
        foreach (MethodDefinition method in methods)
        {
            if (Count(MutantKind.Body, findings[method.MetadataToken.ToUInt32()], mutants[method]))
                accepted.Add(method);
        }
    }

    private static bool AreAllAbout(IReadOnlyList<Finding> findings, ReadOnlySpan<MethodDefinition> methods)
    {
        var tokens = new HashSet<uint>();
        foreach (MethodDefinition method in methods)
            tokens.Add(method.MetadataToken.ToUInt32());
        return findings.All(finding => tokens.Contains(finding.Subject));
    }

    /// <summary>The file with just the accepted bodies, verified once more: what runs is a file that was accepted as a whole.</summary>
    private ExecutionUnit Accepted(
        Seed seed, Dictionary<MethodDefinition, MethodBody> originals, Dictionary<MethodDefinition, MethodBody> mutants, List<MethodDefinition> accepted, long number)
    {
        foreach (MethodDefinition method in originals.Keys)
            method.Body = originals[method];
        foreach (MethodDefinition method in accepted)
            method.Body = mutants[method];
        byte[] file = seed.Write();
        VerificationResult result = AssemblyVerifier.Verify(file, _references, SoundnessOracle.TypeChecks);
        if (!IsAccepted(result.Findings))
            throw new InvalidOperationException($"seed {seed.Name}: bodies that were accepted one by one are refused together: {result.Findings[0]}");
        return new ExecutionUnit(number, seed.Name, MutantKind.Body, file, [.. accepted.Select(method => method.MetadataToken.ToUInt32())], "bodies");
    }

    private ExecutionUnit? Metadata(Seed seed, bool isToBeRun)
    {
        long number = _statistics.Verified;
        var mutator = new MetadataMutator(seed, _random);
        MethodDefinition? method = _random.Next(3) == 0 ? seed.Methods[_random.Next(seed.Methods.Count)] : null;
        MethodBody? original = method?.Body;
        string change = mutator.Change();
        while (_random.Next(4) == 0)
            change += "; " + mutator.Change();
        if (method is not null && method.HasBody)
            method.Body = new BodyMutator(seed, _random).Mutate(_corpus.Pick(method, original!));
        try
        {
            byte[]? file = TryWrite(seed);
            if (file is null)
            {
                _statistics.Unwritable++;
                return null;
            }
            VerificationResult result = AssemblyVerifier.Verify(file, _references, SoundnessOracle.TypeChecks);
            return Count(MutantKind.Metadata, result.Findings, null) && isToBeRun
                ? new ExecutionUnit(number, seed.Name, MutantKind.Metadata, file, [], change)
                : null;
        }
        finally
        {
            if (method is not null)
                method.Body = original;
            mutator.Undo();
        }
    }

    private ExecutionUnit? Bytes(Seed seed, bool isToBeRun)
    {
        long number = _statistics.Verified;
        if (!_raw.TryGetValue(seed, out RawMutator? raw))
            _raw.Add(seed, raw = new RawMutator(seed.Write()));
        byte[] file = raw.Mutate(_random, out string what);
        VerificationResult result = AssemblyVerifier.Verify(file, _references, SoundnessOracle.TypeChecks);
        return Count(MutantKind.Bytes, result.Findings, null) && isToBeRun
            ? new ExecutionUnit(number, seed.Name, MutantKind.Bytes, file, [], what)
            : null;
    }

    /// <summary>The file, or null when the metadata library cannot write such a thing: it checks what it writes now and then.</summary>
    private static byte[]? TryWrite(Seed seed)
    {
        try
        {
            return seed.Write();
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or NullReferenceException
            or NotSupportedException or InvalidCastException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Counts a verdict; true when the mutant was accepted.</summary>
    private bool Count(MutantKind kind, IEnumerable<Finding> findings, MethodBody? body)
    {
        List<Finding> list = [.. findings];
        bool isAccepted = IsAccepted(list);
        _statistics.CountVerdict(kind, isAccepted, list);
        foreach (Finding finding in list)
            _features.AddRefused(finding, body);
        return isAccepted;
    }

    private bool IsAccepted(IReadOnlyList<Finding> findings) => findings.All(finding => _ignoredCodes.Contains(finding.Code));
}
