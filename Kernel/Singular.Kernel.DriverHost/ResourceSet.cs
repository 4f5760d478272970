namespace Singular.Kernel.DriverHost;

/// <summary>The arguments for a driver's constructor: resource objects of the driver SDK and, for imported contracts,
/// boundary or client objects.</summary>
/// <remarks>The generated factory takes each by its parameter's name and casts it to the parameter's type.</remarks>
/// <param name="arguments">One object for each parameter, by the parameter's name.</param>
public sealed class ResourceSet(IReadOnlyDictionary<string, object> arguments)
{
    /// <param name="parameter">Name of the constructor's parameter.</param>
    /// <exception cref="KeyNotFoundException">The manifest names no such parameter: the factory and the manifest were made
    /// from different packages.</exception>
    public object Argument(string parameter) => arguments.TryGetValue(parameter, out object? argument)
        ? argument
        : throw new KeyNotFoundException($"The manifest has no entry for the constructor's parameter '{parameter}'.");
}
