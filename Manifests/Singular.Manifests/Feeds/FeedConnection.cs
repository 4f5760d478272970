using System.Net;

namespace Singular.Manifests;

/// <summary>Asks a feed for one thing at a time, under limits of size, time and redirections.</summary>
internal sealed class FeedConnection(HttpFeedOptions options) : IDisposable
{
    /// <summary>Redirections that are followed for one answer; feeds that keep packages elsewhere need one or two.</summary>
    private const int MaxRedirections = 5;

    private const int BlockBytes = 64 * 1024;

    // Redirections are followed here, where each is checked. Nothing is unpacked: what arrives is what is counted.
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public void Dispose() => _client.Dispose();

    /// <summary>Gets what lies behind an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="maxBytes">More than that is refused.</param>
    /// <param name="patience">For the whole answer.</param>
    /// <returns>Null where the feed says that there is no such thing.</returns>
    /// <exception cref="RefusedException"><c>FeedUnavailable</c>, <c>FeedInvalid</c>, <c>FeedInsecure</c>.</exception>
    public byte[]? Get(Uri address, int maxBytes, TimeSpan patience)
    {
        using var end = new CancellationTokenSource(patience);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
        silence.CancelAfter(options.Silence);
        try
        {
            return GetAsync(address, maxBytes, silence).GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            // Of a failed connection the inner one says why; the outer one says that there is one.
            throw Unavailable(address, $"the feed gave no answer: {(error.InnerException ?? error).Message.TrimEnd('.')}");
        }
        catch (OperationCanceledException)
        {
            throw Unavailable(address, end.IsCancellationRequested
                ? $"the answer was not complete after {patience.TotalSeconds:0.#} s"
                : $"nothing came for {options.Silence.TotalSeconds:0.#} s");
        }
    }

    /// <summary>Refuses an address that is not to be asked.</summary>
    /// <param name="address">The address.</param>
    /// <param name="from">Where it comes from, for people.</param>
    /// <exception cref="RefusedException"><c>FeedInsecure</c>, <c>FeedInvalid</c>.</exception>
    public void Check(Uri address, string from)
    {
        if (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
            throw new RefusedException(RefusalCode.FeedInvalid, from, $"{Shown(address)} is no https address", "name another feed");
        if (address.UserInfo.Length > 0)
            throw new RefusedException(RefusalCode.FeedInvalid, from, "the address holds a name or a password, which logs and lists of processes would show", "name a feed that can be read without");
        if (address.Scheme == Uri.UriSchemeHttp && !options.AllowsInsecureConnections)
            throw new RefusedException(RefusalCode.FeedInsecure, from, $"{Shown(address)} is a plain http address: everybody on the way can see and change what it says", "name its https address, or accept that with --allow-insecure-connections");
    }

    private async Task<byte[]?> GetAsync(Uri address, int maxBytes, CancellationTokenSource silence)
    {
        for (int redirections = 0; redirections <= MaxRedirections; redirections++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.NotFound)
                return null;
            if ((int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is { } place)
            {
                var next = new Uri(address, place);
                Check(next, address.ToString());
                if (address.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps)
                    throw new RefusedException(RefusalCode.FeedInsecure, address.ToString(), $"it points from https to {Shown(next)}", "name another feed");
                address = next;
                continue;
            }
            if (response.StatusCode != HttpStatusCode.OK)
                throw Unavailable(address, $"the feed answers {(int)response.StatusCode} {response.ReasonPhrase}");
            if (response.Content.Headers.ContentEncoding.Count > 0)
                throw Invalid(address, $"the answer is packed ({string.Join(", ", response.Content.Headers.ContentEncoding)}), which nobody asked for");
            if (response.Content.Headers.ContentLength > maxBytes)
                throw TooLong(address, maxBytes);
            return await ReadAsync(address, response, maxBytes, silence).ConfigureAwait(false);
        }
        throw Invalid(address, $"it points elsewhere more than {MaxRedirections} times");
    }

    private async Task<byte[]> ReadAsync(Uri address, HttpResponseMessage response, int maxBytes, CancellationTokenSource silence)
    {
        using Stream stream = await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
        using var content = new MemoryStream();
        byte[] block = new byte[BlockBytes];
        while (true)
        {
            silence.CancelAfter(options.Silence);
            int read = await stream.ReadAsync(block, silence.Token).ConfigureAwait(false);
            if (read == 0)
                return content.ToArray();
            if (content.Length + read > maxBytes)
                throw TooLong(address, maxBytes);
            content.Write(block, 0, read);
        }
    }

    /// <summary>An answer that is not what the protocol says.</summary>
    public static RefusedException Invalid(Uri address, string what) => new(RefusalCode.FeedInvalid, address.ToString(), what, "check that it is the address of a NuGet feed's service index (…/v3/index.json), or name another feed");

    private static RefusedException TooLong(Uri address, int maxBytes) => Invalid(address, $"the answer is longer than the {maxBytes} bytes that are read at most");

    private static RefusedException Unavailable(Uri address, string what) => new(RefusalCode.FeedUnavailable, address.ToString(), what, "check the network and the address, or try again later");

    // A password in it is nobody's business.
    private static string Shown(Uri address) => address.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped);
}
