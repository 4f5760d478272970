using System.Reflection;

namespace Singular.Channels.Testing;

/// <summary>A parameter of a contract's member.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Passing">How it travels.</param>
/// <param name="Type">Its type; of a span or buffer the element's.</param>
public sealed record ParameterDescription(string Name, ParameterPassing Passing, Type Type)
{
    internal static ParameterDescription Of(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        Type? definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (definition == typeof(Span<>))
            return new ParameterDescription(parameter.Name!, ParameterPassing.Span, type.GetGenericArguments()[0]);
        if (BufferKind.ElementOf(type) is { } element)
            return new ParameterDescription(parameter.Name!, ParameterPassing.Buffer, element);
        return definition == typeof(ReadOnlySpan<>)
            ? new ParameterDescription(parameter.Name!, ParameterPassing.ReadOnlySpan, type.GetGenericArguments()[0])
            : new ParameterDescription(parameter.Name!, ParameterPassing.Value, type);
    }
}
