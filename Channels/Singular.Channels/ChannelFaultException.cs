namespace Singular.Channels;

/// <summary>The driver that served the call died in it. The call may or may not have had its effect.</summary>
/// <param name="server">Instance name of the driver.</param>
/// <param name="code">The named fault, e.g. <c>UnhandledException</c> or <c>AccessOutsideGrant</c>.</param>
public sealed class ChannelFaultException(string server, string code)
    : ChannelException($"{server} died while it served this call ({code}).")
{
    public string Server { get; } = server;

    public string Code { get; } = code;
}
