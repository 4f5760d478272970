namespace Singular.Channels;

/// <summary>The exchange heap refused a buffer: it is longer than a buffer may be, the domain holds as much as it may, or the domain
/// has ended. The caller holds nothing more than before.</summary>
public sealed class ExchangeHeapException(string reason) : Exception(reason);
