using System.Reflection;

namespace Singular.Channels.Testing;

/// <summary>What is to be tried on a server, and how often.</summary>
/// <typeparam name="TContract">The contract's interface.</typeparam>
public sealed class ContractProperties<TContract>
    where TContract : class
{
    private readonly Func<Func<object>?, ContractFixture> _createFixture;
    private readonly HashSet<Type> _laws = [.. ContractProperties.CompanionLaws(typeof(TContract))];
    private readonly SampleValues _samples = new();
    private Func<object>? _createModel;
    private int _runs = 200;
    private int _seed = 1;

    internal ContractProperties(Func<Func<object>?, ContractFixture> createFixture) => _createFixture = createFixture;

    /// <summary>Compares every answer with that of a functional model: a simple implementation of the contract, made anew for each
    /// life of the server. Members that throw <see cref="NotSupportedException"/> are not compared; a model that leaves freedom
    /// implements <see cref="IModelJudge"/>.</summary>
    public ContractProperties<TContract> Against<TModel>(Func<TModel> createModel)
        where TModel : class, TContract
    {
        _createModel = createModel;
        return this;
    }

    /// <summary>Adds laws to those that come with the contract.</summary>
    /// <param name="laws">Static classes marked <see cref="LawsOfAttribute"/>.</param>
    public ContractProperties<TContract> With(params IEnumerable<Type> laws)
    {
        _laws.UnionWith(laws);
        return this;
    }

    /// <summary>Adds values that mean something, for parameters of a name; see <see cref="SampleValuesAttribute"/>.</summary>
    public ContractProperties<TContract> WithSamples(string parameter, params IEnumerable<object> values)
    {
        _samples.Add(parameter, values);
        return this;
    }

    /// <summary>How often each property is tried; 200 unless set.</summary>
    public ContractProperties<TContract> WithRuns(int runs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        _runs = runs;
        return this;
    }

    /// <summary>What everything random follows from; 1 unless set.</summary>
    public ContractProperties<TContract> WithSeed(int seed)
    {
        _seed = seed;
        return this;
    }

    /// <summary>Tries everything in both placements.</summary>
    /// <exception cref="ContractViolationException">The server breaks the contract; the message has the smallest sequence of calls
    /// that shows it, as C#, and the seed.</exception>
    public void Check()
    {
        ContractReport report = Run();
        if (!report.IsKept)
            throw new ContractViolationException(report.ToString());
    }

    /// <summary>Tries everything in both placements and reports.</summary>
    public ContractReport Run()
    {
        ContractFixture Create() => _createFixture(_createModel);
        var check = new ContractCheck(typeof(TContract), [LocalPlacement.InKernel(typeof(TContract), Create), LocalPlacement.OverChannel(typeof(TContract), Create)])
        {
            Runs = _runs,
            Seed = _seed,
            Laws = [.. _laws.SelectMany(laws => Law.In(laws, typeof(TContract)))],
        };
        foreach (SampleValuesAttribute sample in _laws.SelectMany(laws => laws.GetCustomAttributes<SampleValuesAttribute>()))
            check.Samples.Add(sample.Parameter, sample.Values);
        check.Samples.Include(_samples);
        return check.Run();
    }
}
