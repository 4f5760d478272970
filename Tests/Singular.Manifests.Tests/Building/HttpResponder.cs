using System.Net;
using System.Net.Sockets;

namespace Singular.Manifests.Tests;

/// <summary>Puts a time-stamp authority behind an http address of this machine.</summary>
internal sealed class HttpResponder : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _loop;

    public HttpResponder(ITimeStampAuthority authority)
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _loop = Task.Run(() => Answer(authority));
    }

    public Uri Address { get; }

    public void Dispose()
    {
        _listener.Stop();
        _loop.Wait();
        _listener.Close();
    }

    private void Answer(ITimeStampAuthority authority)
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = _listener.GetContext();
            }
            catch (HttpListenerException)
            {
                return;
            }
            var request = new MemoryStream();
            context.Request.InputStream.CopyTo(request);
            byte[] response = authority.Ask(request.ToArray());
            context.Response.ContentType = "application/timestamp-reply";
            context.Response.OutputStream.Write(response);
            context.Response.Close();
        }
    }

    /// <summary>A port of this machine that nobody listens on.</summary>
    public static int FreePort()
    {
        var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        int port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        return port;
    }
}
