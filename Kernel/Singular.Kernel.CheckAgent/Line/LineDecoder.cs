using System.Buffers.Binary;

namespace Singular.Kernel.CheckAgent.Line;

/// <summary>Takes the bytes of a line apart, as they come.</summary>
/// <param name="onBell">Gets each bell.</param>
/// <param name="onFrame">Gets each frame.</param>
public sealed class LineDecoder(Action<byte> onBell, Action<LineFrame> onFrame)
{
    private readonly byte[] _frame = new byte[LineCodec.HeaderBytes + LineCodec.MaxPayload + 1];
    private int _length;

    /// <summary>Takes the next byte.</summary>
    /// <exception cref="LineProtocolException">It does not belong here. The decoder begins anew with the next byte.</exception>
    public void Take(byte value)
    {
        if (_length == 0 && value == 0)
            return;
        if (_length == 0 && value is >= 1 and <= LineCodec.LastBell)
        {
            onBell(value);
            return;
        }
        if (_length == 0 && value != LineCodec.Mark)
            throw new LineProtocolException($"a byte 0x{value:X2}, where a bell (1 to {LineCodec.LastBell}) or the mark 0x{LineCodec.Mark:X2} of a frame was expected");
        _frame[_length++] = value;
        if (_length < LineCodec.HeaderBytes)
            return;
        int payload = BinaryPrimitives.ReadUInt16LittleEndian(_frame.AsSpan(3));
        if (payload > LineCodec.MaxPayload)
        {
            _length = 0;
            throw new LineProtocolException($"a frame with {payload} bytes of payload; at most {LineCodec.MaxPayload} are allowed");
        }
        if (_length == LineCodec.HeaderBytes + payload + 1)
            End(payload);
    }

    private void End(int payload)
    {
        int length = _length;
        _length = 0;
        if (LineCodec.Sum(_frame.AsSpan(0, length)) != 0)
            throw new LineProtocolException($"a frame of {length} bytes whose sum is wrong");
        onFrame(new LineFrame((CheckCommand)_frame[1], _frame[2], _frame.AsSpan(LineCodec.HeaderBytes, payload).ToArray()));
    }
}
