namespace Singular.Channels.Runtime;

/// <summary>Reads the value of an asynchronous answer.</summary>
/// <param name="reader">Where it is.</param>
/// <param name="channel">The channel's near end, for endpoints in the answer.</param>
public delegate T WireDecoder<out T>(ref WireReader reader, ClientChannel channel);
