using System.Net;

namespace Singular.Manifests.Tests;

/// <summary>Puts a time-stamp authority behind an http address of this machine.</summary>
internal sealed class HttpResponder : IDisposable
{
    private readonly ITimeStampAuthority _authority;
    private readonly LocalHttpServer _server;

    public HttpResponder(ITimeStampAuthority authority)
    {
        _authority = authority;
        _server = new LocalHttpServer(Answer);
    }

    public Uri Address => _server.Address;

    public void Dispose() => _server.Dispose();

    private void Answer(HttpListenerContext context)
    {
        var request = new MemoryStream();
        context.Request.InputStream.CopyTo(request);
        byte[] response = _authority.Ask(request.ToArray());
        context.Response.ContentType = "application/timestamp-reply";
        context.Response.OutputStream.Write(response);
        context.Response.Close();
    }
}
