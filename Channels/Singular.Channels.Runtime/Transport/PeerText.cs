namespace Singular.Channels.Runtime;

/// <summary>Texts and numbers that the other side of a channel wrote.</summary>
internal static class PeerText
{
    internal static string Cut(string text, int length) => text.Length <= length ? text : text[..length];

    /// <summary>A fault code is a plain name; anything else is replaced.</summary>
    internal static string Code(string text)
    {
        if (text.Length is 0 or > ChannelLayout.MaxCodeLength)
            return DomainFaultCodes.MalformedMessage;
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c))
                return DomainFaultCodes.MalformedMessage;
        }
        return text;
    }

    /// <summary>A minor version is a number that an attribute can hold; anything else is replaced by the largest.</summary>
    internal static int Minor(uint number) => (int)Math.Min(number, int.MaxValue);

    /// <summary>A reason may end up on a terminal: no control characters, no halves of characters.</summary>
    internal static string Reason(string text) =>
        string.Create(Math.Min(text.Length, ChannelLayout.MaxReasonLength), text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = char.IsControl(source[i]) || char.IsSurrogate(source[i]) ? '?' : source[i];
        });
}
