namespace Singular.Channels.Testing;

/// <summary>Values that mean something to a contract, by the name of the parameter that takes them: paths that may exist, names
/// that are allowed. Random ones seldom hit.</summary>
public sealed class SampleValues
{
    private readonly Dictionary<string, List<object>> _byParameter = new(StringComparer.Ordinal);

    /// <summary>Adds values for all parameters of a name.</summary>
    public void Add(string parameter, params IEnumerable<object> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (!_byParameter.TryGetValue(parameter, out List<object>? known))
            _byParameter.Add(parameter, known = []);
        known.AddRange(values);
    }

    /// <summary>Adds all of another collection.</summary>
    public void Include(SampleValues others)
    {
        ArgumentNullException.ThrowIfNull(others);
        foreach ((string parameter, List<object> values) in others._byParameter)
            Add(parameter, values);
    }

    /// <summary>The values that fit a parameter.</summary>
    internal object[] For(string parameter, Type type) =>
        _byParameter.TryGetValue(parameter, out List<object>? known) ? [.. known.Where(type.IsInstanceOfType)] : [];
}
