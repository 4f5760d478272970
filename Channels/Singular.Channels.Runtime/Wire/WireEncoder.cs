namespace Singular.Channels.Runtime;

/// <summary>Writes the value of an asynchronous answer.</summary>
/// <param name="writer">Where it goes.</param>
/// <param name="value">The value.</param>
/// <param name="server">The channel's far end, which numbers endpoints.</param>
public delegate void WireEncoder<in T>(ref WireWriter writer, T value, ServerLoop server);
