using System.Net.Http.Headers;

namespace Singular.Manifests;

/// <summary>A time-stamp authority behind an http address (RFC 3161, section 3.4).</summary>
public sealed class HttpTimeStampAuthority(Uri address) : ITimeStampAuthority
{
    /// <summary>Bytes of a response; those of public authorities have some thousands.</summary>
    private const int MaxResponseBytes = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public string Name => address.ToString();

    public byte[] Ask(byte[] request)
    {
        using var client = new HttpClient { Timeout = Patience, MaxResponseContentBufferSize = MaxResponseBytes };
        using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(request) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
        try
        {
            using HttpResponseMessage response = client.Send(message);
            response.EnsureSuccessStatusCode();
            return response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            throw new RefusedException(RefusalCode.TimeStampUnavailable, Name, $"the time-stamp authority gave no answer: {error.Message.TrimEnd('.')}", "try again, or name another with --timestamp");
        }
    }
}
