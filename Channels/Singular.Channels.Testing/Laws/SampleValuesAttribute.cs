namespace Singular.Channels.Testing;

/// <summary>On a class of laws: values that mean something to the contract, for all parameters of a name in its members and
/// laws, e.g. paths. Most of the values that are made up for them are of these.</summary>
/// <param name="parameter">Name of the parameters.</param>
/// <param name="values">The values, of the parameters' type.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SampleValuesAttribute(string parameter, params object[] values) : Attribute
{
    public string Parameter { get; } = parameter;

    public IReadOnlyList<object> Values { get; } = values;
}
