using Singular.Channels.Testing;

namespace Singular.Contracts.Laws;

[LawsOf(typeof(IRandomSource), Hash = "39391c53fb2a95a046aec5c8ba34058257fb4793ad2e30e6ebbf4f2adcddaf38")]
public static class RandomSourceLaws
{
    /// <summary>Of 32 bytes two are the same once in 2²⁵⁶ times.</summary>
    private const int EnoughToDiffer = 32;

    public static bool The_quality_stays(IRandomSource server)
    {
        RandomQuality quality = server.Quality();
        server.Fill(new byte[EnoughToDiffer]);
        return server.Quality() == quality;
    }

    public static bool No_bits_are_given_twice(IRandomSource server, byte more)
    {
        byte[] first = new byte[EnoughToDiffer + more];
        byte[] second = new byte[EnoughToDiffer + more];
        return !server.Fill(first).IsOk || !server.Fill(second).IsOk || !first.AsSpan().SequenceEqual(second);
    }

    /// <summary>Every part of the buffer is filled: no run of 32 bytes is left as it was.</summary>
    public static bool The_whole_buffer_is_filled(IRandomSource server, byte mark, ushort more)
    {
        byte[] buffer = new byte[EnoughToDiffer + more % 4096];
        buffer.AsSpan().Fill(mark);
        if (!server.Fill(buffer).IsOk)
            return true;
        for (int i = 0, run = 0; i < buffer.Length; i++)
        {
            run = buffer[i] == mark ? run + 1 : 0;
            if (run == EnoughToDiffer)
                return false;
        }
        return true;
    }

    public static bool Nothing_can_be_filled(IRandomSource server) => server.Fill([]) is { IsOk: true } or { Error: RandomError.NotReady or RandomError.HealthTestFailed or RandomError.DeviceFailed };
}
