using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Singular.Manifests.Tests;

/// <summary>An http server of this machine, at a port that nobody else has; each question is answered on a thread of its own.</summary>
internal sealed class LocalHttpServer : IDisposable
{
    private const int Attempts = 20;

    private readonly HttpListener _listener;
    private readonly Action<HttpListenerContext> _answer;
    private readonly ConcurrentBag<Task> _answers = [];
    private readonly Task _loop;

    /// <exception cref="HttpListenerException">Twenty ports in a row were taken between their choice and their use.</exception>
    public LocalHttpServer(Action<HttpListenerContext> answer)
    {
        _answer = answer;
        (_listener, Address) = Listen();
        _loop = Task.Run(Answer);
    }

    public Uri Address { get; }

    /// <summary>Ends when the questions under way are answered; what an answer threw is thrown here.</summary>
    public void Dispose()
    {
        // Never Stop and then Close: Stop gives the port back, and Close would listen on it once more in order to stop listening.
        // Whoever took it in between makes that an error.
        _listener.Close();
        _loop.Wait();
        if (!Task.WaitAll([.. _answers], TimeSpan.FromSeconds(30)))
            throw new TimeoutException("An answer of a test's server did not end within 30 s.");
    }

    // HttpListener cannot choose a port itself, and other tests on this machine look for ports too.
    private static (HttpListener, Uri) Listen()
    {
        for (int attempt = 1; ; attempt++)
        {
            var address = new Uri($"http://127.0.0.1:{FreePort()}/");
            var listener = new HttpListener();
            listener.Prefixes.Add(address.ToString());
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException) when (attempt < Attempts)
            {
                // Taken meanwhile.
            }
        }
    }

    private void Answer()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = _listener.GetContext();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // The listener is closed.
                return;
            }
            _answers.Add(Task.Run(() => _answer(context)));
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
