namespace Singular.Manifests;

/// <summary>The JSON of a manifest or image record was refused.</summary>
public sealed class JsonRecordException(JsonFault fault, string place, string detail)
    : Exception($"{fault} at {place}: {detail}")
{
    public JsonFault Fault { get; } = fault;

    /// <summary>The member, as a path from the root, e.g. <c>$.provides.hash</c>.</summary>
    public string Place { get; } = place;

    /// <summary>What was found and what was expected.</summary>
    public string Detail { get; } = detail;
}
