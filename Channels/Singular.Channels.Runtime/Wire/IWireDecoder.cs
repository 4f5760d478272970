namespace Singular.Channels.Runtime;

/// <summary>Reads the value of an asynchronous answer. Generated structures without fields implement it, so that the code for each is made with it and
/// nothing is called through a delegate.</summary>
public interface IWireDecoder<out T>
{
    /// <param name="reader">Where the value is.</param>
    /// <param name="channel">The channel's near end, for endpoints in the answer.</param>
    T Read(ref WireReader reader, ClientChannel channel);
}
