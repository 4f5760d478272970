namespace Singular.Channels;

/// <summary>A handle was used that holds no buffer of the domain whose code runs: it is <c>default</c>, or its buffer was moved away
/// or released before.</summary>
public sealed class StaleBufferException()
    : Exception("This handle holds no buffer any more: the buffer was moved or released, or the handle never held one. Use a buffer only before it is handed over, and a new one after.");
