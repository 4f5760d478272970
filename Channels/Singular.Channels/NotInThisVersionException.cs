namespace Singular.Channels;

/// <summary>The server was compiled against a minor version of the contract that does not have the member yet. It was not called, and
/// everything else goes on: the state of the protocol is what it was before.</summary>
/// <param name="member">Contract and member, e.g. <c>IFile.Lock</c>.</param>
/// <param name="serverMinor">The newest minor version that the server has all members of.</param>
/// <param name="wantedMinor">The minor version in which the member came.</param>
public sealed class NotInThisVersionException(string member, int serverMinor, int wantedMinor)
    : ChannelException($"{member} came in minor version {wantedMinor} of its contract; the driver that serves it knows minor version {serverMinor}.")
{
    public string Member { get; } = member;

    public int ServerMinor { get; } = serverMinor;

    public int WantedMinor { get; } = wantedMinor;
}
