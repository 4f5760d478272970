using Singular.Channels.Testing;

namespace Singular.Contracts.Laws;

[LawsOf(typeof(ICharacterDevice), Hash = "3380438fbd3cacbee2aab14185a44f339691d8e7efd43c6851f25617b9133c29")]
public static class CharacterDeviceLaws
{
    public static bool No_more_is_taken_than_was_given(ICharacterDevice server, byte[] data)
    {
        int taken = server.Write(data);
        return taken >= 0 && taken <= data.Length;
    }

    public static bool Nothing_is_taken_of_nothing(ICharacterDevice server) => server.Write([]) == 0 && server.Read([]) == 0;

    /// <summary>What is behind the bytes that were read is none of the device's.</summary>
    public static bool A_read_stays_within_what_it_says(ICharacterDevice server, byte mark, byte length)
    {
        byte[] buffer = new byte[length];
        buffer.AsSpan().Fill(mark);
        int read = server.Read(buffer);
        return read >= 0 && read <= length && buffer.AsSpan(read).IndexOfAnyExcept(mark) < 0;
    }

    /// <summary>A full queue stays full or gets room; it does not take more than it says.</summary>
    public static bool A_queue_takes_from_the_start_and_stops_when_it_is_full(ICharacterDevice server, byte[] data)
    {
        int taken = server.Write(data);
        return taken == data.Length || server.Write(data.AsSpan(taken)) <= data.Length - taken;
    }
}
