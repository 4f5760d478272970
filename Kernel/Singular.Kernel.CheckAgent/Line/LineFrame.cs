using System.Text;

namespace Singular.Kernel.CheckAgent.Line;

/// <summary>A command or an answer.</summary>
/// <param name="Command">What it is.</param>
/// <param name="Sequence">The checker's number; an answer has that of its command.</param>
/// <param name="Payload">At most <see cref="LineCodec.MaxPayload"/> bytes.</param>
public sealed record LineFrame(CheckCommand Command, byte Sequence, byte[] Payload)
{
    /// <summary>A frame with text, cut where it is too long.</summary>
    public static LineFrame OfText(CheckCommand command, byte sequence, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return new LineFrame(command, sequence, bytes.Length <= LineCodec.MaxPayload ? bytes : bytes[..LineCodec.MaxPayload]);
    }

    /// <summary>The payload as text; what is no UTF-8 is replaced.</summary>
    public string Text => Encoding.UTF8.GetString(Payload);
}
