namespace Singular.Verifier.Images;

/// <summary>Operands of all opcodes (ECMA-335 VI.C.2, "opcode encodings").</summary>
internal static class Opcodes
{
    public const byte TwoByteEscape = 0xFE;

    private static readonly OperandKind[] OneByte = BuildOneByte();
    private static readonly OperandKind[] TwoByte = BuildTwoByte();

    public static OperandKind Operand(byte opcode) => OneByte[opcode];

    /// <summary>The operand of an opcode that follows 0xFE.</summary>
    public static OperandKind SecondOperand(byte opcode) => TwoByte[opcode];

    private static OperandKind[] BuildOneByte()
    {
        var t = new OperandKind[256];
        Fill(t, 0x00, 0xE0, OperandKind.None);
        Fill(t, 0x0E, 0x13, OperandKind.OneByte);
        t[0x1F] = OperandKind.OneByte;
        t[0x20] = OperandKind.FourBytes;
        t[0x21] = OperandKind.EightBytes;
        t[0x22] = OperandKind.FourBytes;
        t[0x23] = OperandKind.EightBytes;
        t[0x24] = OperandKind.Undefined;
        Fill(t, 0x27, 0x28, OperandKind.Method);
        t[0x29] = OperandKind.Signature;
        Fill(t, 0x2B, 0x37, OperandKind.OneByte);
        Fill(t, 0x38, 0x44, OperandKind.FourBytes);
        t[0x45] = OperandKind.Switch;
        t[0x6F] = OperandKind.Method;
        Fill(t, 0x70, 0x71, OperandKind.Type);
        t[0x72] = OperandKind.String;
        t[0x73] = OperandKind.Method;
        Fill(t, 0x74, 0x75, OperandKind.Type);
        Fill(t, 0x77, 0x78, OperandKind.Undefined);
        t[0x79] = OperandKind.Type;
        Fill(t, 0x7B, 0x80, OperandKind.Field);
        t[0x81] = OperandKind.Type;
        Fill(t, 0x8C, 0x8D, OperandKind.Type);
        t[0x8F] = OperandKind.Type;
        Fill(t, 0xA3, 0xA5, OperandKind.Type);
        Fill(t, 0xA6, 0xB2, OperandKind.Undefined);
        Fill(t, 0xBB, 0xC1, OperandKind.Undefined);
        t[0xC2] = OperandKind.Type;
        Fill(t, 0xC4, 0xC5, OperandKind.Undefined);
        t[0xC6] = OperandKind.Type;
        Fill(t, 0xC7, 0xCF, OperandKind.Undefined);
        t[0xD0] = OperandKind.AnyToken;
        t[0xDD] = OperandKind.FourBytes;
        t[0xDE] = OperandKind.OneByte;
        return t;
    }

    private static OperandKind[] BuildTwoByte()
    {
        var t = new OperandKind[256];
        Fill(t, 0x00, 0x05, OperandKind.None);
        Fill(t, 0x06, 0x07, OperandKind.Method);
        Fill(t, 0x09, 0x0E, OperandKind.TwoBytes);
        t[0x0F] = OperandKind.None;
        t[0x11] = OperandKind.None;
        t[0x12] = OperandKind.OneByte;
        Fill(t, 0x13, 0x14, OperandKind.None);
        Fill(t, 0x15, 0x16, OperandKind.Type);
        Fill(t, 0x17, 0x18, OperandKind.None);
        t[0x19] = OperandKind.OneByte;
        t[0x1A] = OperandKind.None;
        t[0x1C] = OperandKind.Type;
        Fill(t, 0x1D, 0x1E, OperandKind.None);
        return t;
    }

    private static void Fill(OperandKind[] table, int first, int last, OperandKind kind) =>
        table.AsSpan(first, last - first + 1).Fill(kind);
}
