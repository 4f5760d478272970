namespace Singular.Channels.Runtime;

/// <summary>Makes instances of one driver that is linked into this program. Generated.</summary>
/// <param name="packageId">Package id of the driver, e.g. <c>CmosClock</c>.</param>
/// <param name="options">What was seen in its IL; for <see cref="Domain(string, DomainOptions)"/>.</param>
/// <param name="parameterTypes">Full names of the constructor's parameter types, in order: resource types and contract
/// interfaces.</param>
/// <param name="create">Calls the driver's constructor with the arguments, each cast to its parameter's type.</param>
public sealed class DriverFactory(
    string packageId, DomainOptions options, string[] parameterTypes, Func<object[], object> create)
{
    public string PackageId { get; } = packageId;

    public DomainOptions Options { get; } = options;

    public IReadOnlyList<string> ParameterTypes { get; } = parameterTypes;

    /// <summary>Runs the driver's constructor on this thread. Call it inside the driver's domain.</summary>
    /// <param name="arguments">Resources and boundaries in the order of <see cref="ParameterTypes"/>.</param>
    /// <exception cref="ArgumentException">The number of arguments is wrong.</exception>
    /// <exception cref="InvalidCastException">An argument is not of its parameter's type.</exception>
    public object Create(params object[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (arguments.Length != ParameterTypes.Count)
            throw new ArgumentException($"{PackageId} takes {ParameterTypes.Count} arguments, not {arguments.Length}.", nameof(arguments));
        return create(arguments);
    }
}
