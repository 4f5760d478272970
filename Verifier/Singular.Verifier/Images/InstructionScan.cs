namespace Singular.Verifier.Images;

/// <summary>Walks the instructions of a body in a straight line: opcodes that exist, operands inside the code, tokens of
/// the right table and in range, switch tables that fit. What the instructions mean is not judged here.</summary>
internal sealed class InstructionScan(RawMetadata metadata, ModuleShape shape, FindingList findings)
{
    private const uint UserStringTable = 0x70;

    private readonly HashSet<uint> _goodStrings = [];
    private bool[] _starts = [];

    /// <summary>Bytes of the code scanned last.</summary>
    public int Length { get; private set; }

    /// <summary>Whether the code scanned last could be decoded to its end.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether an instruction of the code scanned last begins there.</summary>
    public bool IsStart(uint offset) => offset < Length && _starts[offset];

    /// <summary>Reports the first instruction that cannot be decoded, and every token that names nothing.</summary>
    public void Run(uint method, ByteView code)
    {
        ReadOnlySpan<byte> il = code.Span;
        Clear(il.Length);
        int at = 0;
        while (at < il.Length)
        {
            int start = at;
            _starts[start] = true;
            byte opcode = il[at++];
            OperandKind kind;
            if (opcode == Opcodes.TwoByteEscape)
            {
                if (at == il.Length)
                {
                    findings.Body(ImageCodes.UnknownOpcode, method, start, "The code ends inside an opcode.");
                    return;
                }

                kind = Opcodes.SecondOperand(il[at++]);
            }
            else
            {
                kind = Opcodes.Operand(opcode);
            }

            if (kind == OperandKind.Undefined)
            {
                findings.Body(ImageCodes.UnknownOpcode, method, start, $"There is no opcode {Convert.ToHexString(il[start..at])}.");
                return;
            }

            int size = SizeOf(kind);
            if (il.Length - at < size || kind == OperandKind.Switch && code.U32(at) > (il.Length - at - 4) / 4)
            {
                findings.Body(ImageCodes.UnknownOpcode, method, start, "The code ends inside an operand.");
                return;
            }

            if (kind >= OperandKind.Method)
                CheckToken(method, start, code.U32(at), kind);
            at += size + (kind == OperandKind.Switch ? 4 * (int)code.U32(at) : 0);
        }

        IsComplete = true;
    }

    private void Clear(int length)
    {
        if (_starts.Length < length)
            _starts = new bool[Math.Max(length, 2 * _starts.Length)];
        else
            Array.Clear(_starts, 0, length);
        Length = length;
        IsComplete = false;
    }

    /// <summary>Whether a token names a row of a table that an operand of this kind may name.</summary>
    public bool IsRow(uint token, OperandKind kind)
    {
        var table = (TableId)(token >> 24);
        uint row = token & 0xFF_FFFF;
        bool fits = kind switch
        {
            OperandKind.Method => table is TableId.MethodDef or TableId.MemberRef or TableId.MethodSpec,
            OperandKind.Field => table is TableId.Field or TableId.MemberRef,
            OperandKind.Type => table is TableId.TypeDef or TableId.TypeRef or TableId.TypeSpec,
            OperandKind.Signature => table is TableId.StandAloneSig,
            _ => table is TableId.TypeDef or TableId.TypeRef or TableId.TypeSpec or TableId.MethodDef or TableId.Field or TableId.MemberRef or TableId.MethodSpec,
        };
        return fits && row != 0 && row <= metadata.Rows(table);
    }

    /// <summary>The finding when a reference is to a field where a method is called, or the other way round; one table holds both.</summary>
    private string? WrongMember(uint token, OperandKind kind)
    {
        if (token >> 24 != (uint)TableId.MemberRef)
            return null;
        bool isField = shape.IsFieldReference((int)(token & 0xFF_FFFF));
        return kind switch
        {
            OperandKind.Method when isField => ImageCodes.ExpectedMethodToken,
            OperandKind.Field when !isField => ImageCodes.ExpectedFieldToken,
            _ => null,
        };
    }

    private void CheckToken(uint method, int offset, uint token, OperandKind kind)
    {
        if (kind == OperandKind.String)
            CheckString(method, offset, token);
        else if (!IsRow(token, kind))
            findings.Body(ImageCodes.TokenResolve, method, offset, $"0x{token:X8} is no {kind} that this module has.");
        else if (WrongMember(token, kind) is { } code)
            findings.Body(code, method, offset, $"0x{token:X8} is no reference to a {kind}.");
    }

    private void CheckString(uint method, int offset, uint token)
    {
        if (_goodStrings.Contains(token))
            return;
        try
        {
            if (token >> 24 != UserStringTable)
                throw new ImageFormatException(ImageCodes.StringOperand, $"0x{token:X8} is no string token.");
            if (metadata.UserString(token & 0xFF_FFFF).Length % 2 != 1)
                throw new ImageFormatException(ImageCodes.StringOperand, $"The string 0x{token:X8} has an even number of bytes; its last one is missing.");
            _goodStrings.Add(token);
        }
        catch (ImageFormatException e)
        {
            findings.Body(ImageCodes.StringOperand, method, offset, e.Message);
        }
    }

    private static int SizeOf(OperandKind kind) => kind switch
    {
        OperandKind.None => 0,
        OperandKind.OneByte => 1,
        OperandKind.TwoBytes => 2,
        OperandKind.EightBytes => 8,
        _ => 4,
    };
}
