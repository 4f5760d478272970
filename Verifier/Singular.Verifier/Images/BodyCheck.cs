namespace Singular.Verifier.Images;

/// <summary>Method bodies as bytes: headers, code, clause tables (ECMA-335 II.25.4), and which methods have a body at all.</summary>
internal sealed class BodyCheck(
    RawMetadata metadata, ModuleShape shape, PortableExecutable image, SignatureReader signatures, ImageLimits limits, FindingList findings)
{
    private const ushort Abstract = 0x0400;
    private const ushort PInvokeImpl = 0x2000;
    private const ushort CodeTypeMask = 0x0003;
    private const ushort InternalCall = 0x1000;
    private const ushort ForwardRef = 0x0010;
    private const byte TinyFormat = 0x2;
    private const byte FatFormat = 0x3;
    private const byte FormatMask = 0x3;
    private const ushort MoreSections = 0x08;
    private const ushort KnownFatFlags = 0x1F;
    private const int FatHeaderSize = 12;
    private const byte SectionEHTable = 0x01;
    private const byte SectionFat = 0x40;
    private const byte SectionMore = 0x80;
    private const int SmallClause = 12;
    private const int FatClause = 24;
    private const int SectionHeader = 4;
    private const uint FilterClause = 1;

    private readonly InstructionScan _scan = new(metadata, shape, findings);

    public void Run()
    {
        MetadataTable methods = metadata[TableId.MethodDef];
        for (int row = 1; row <= methods.Rows && !findings.HasFatal; row++)
        {
            try
            {
                CheckMethod(methods, row);
            }
            catch (ImageFormatException e)
            {
                findings.Body(e.Code, methods.Token(row), -1, e.Message);
            }
        }
    }

    private void CheckMethod(MetadataTable methods, int row)
    {
        uint rva = methods[row, 0];
        ushort implementation = (ushort)methods[row, 1];
        ushort flags = (ushort)methods[row, 2];
        bool isIL = (implementation & CodeTypeMask) == 0 && (implementation & (InternalCall | ForwardRef)) == 0;
        bool expectsBody = isIL && (flags & (Abstract | PInvokeImpl)) == 0;
        if (!expectsBody)
        {
            // A native method of a mixed image has the address of machine code; everything else has none.
            if (rva != 0 && (implementation & CodeTypeMask) != 1)
                throw new ImageFormatException(ImageCodes.Body, "The method has a body, though it is abstract, imported or made by the runtime.");
            return;
        }

        if (rva == 0)
        {
            // The platform's own UnsafeAccessor methods are such: the runtime makes their bodies.
            findings.Isolation(ImageCodes.NoBody, methods.Token(row), "The method has no body in IL; somebody else would have to supply one.");
            return;
        }

        CheckBody(row, image.ToSectionEnd(rva, ImageCodes.Body, "The method's body"));
    }

    private void CheckBody(int row, ByteView bytes)
    {
        byte first = bytes.U8(0);
        if ((first & FormatMask) == TinyFormat)
        {
            CheckCode(row, bytes.Slice(1, first >> 2, ImageCodes.Body, "The method's code"));
            return;
        }

        if ((first & FormatMask) != FatFormat)
            throw new ImageFormatException(ImageCodes.Body, $"The method's header begins with 0x{first:X2}, which is neither tiny nor fat.");
        ushort head = bytes.U16(0);
        if (head >> 12 != FatHeaderSize / 4 || (head & 0x0FFF & ~KnownFatFlags) != 0)
            throw new ImageFormatException(ImageCodes.Body, $"The method's header 0x{head:X4} has a wrong size or unknown flags.");
        uint codeSize = bytes.U32(4);
        CheckLocals(row, bytes.U32(8));
        CheckCode(row, bytes.Slice(FatHeaderSize, codeSize, ImageCodes.Body, "The method's code"));
        if ((head & MoreSections) != 0)
            CheckSections(row, bytes, (FatHeaderSize + codeSize + 3L) / 4 * 4, codeSize);
    }

    private void CheckCode(int row, ByteView code)
    {
        if (code.Length == 0)
            throw new ImageFormatException(ImageCodes.CodeSizeZero, "The method has no instruction.");
        if (code.Length > limits.MaxMethodBytes)
            throw new ImageFormatException(ImageCodes.Limit, $"The method has {code.Length} bytes of code; at most {limits.MaxMethodBytes} are allowed.");
        _scan.Run(metadata[TableId.MethodDef].Token(row), code);
    }

    private void CheckLocals(int row, uint token)
    {
        if (token == 0)
            return;
        uint signature = token & 0xFF_FFFF;
        if (token >> 24 != (uint)TableId.StandAloneSig || signature == 0 || signature > metadata.Rows(TableId.StandAloneSig))
            throw new ImageFormatException(ImageCodes.Body, $"0x{token:X8} is no signature of locals.");
        SignatureFacts facts = signatures.Read(metadata[TableId.StandAloneSig][(int)signature, 0], SignatureKind.StandAlone);
        if (facts.CallingConvention != 0x07)
            throw new ImageFormatException(ImageCodes.Body, $"0x{token:X8} is a signature, but not of locals.");
        if (facts.TypeVariables > shape.ArityOfType(shape.OwnerOfMethod(row)) || facts.MethodVariables > shape.ArityOfMethod(row))
            throw new ImageFormatException(ImageCodes.GenericParameter, "The method's locals use generic variables that it does not have.");
    }

    private void CheckSections(int row, ByteView bytes, long at, uint codeSize)
    {
        byte kind = bytes.U8(at);
        bool isFat = (kind & SectionFat) != 0;
        if ((kind & ~(SectionFat | SectionMore)) != SectionEHTable || (kind & SectionMore) != 0)
            throw new ImageFormatException(ImageCodes.Body, $"A section of kind 0x{kind:X2} follows the code; expected at most one table of clauses.");
        long size = isFat ? bytes.U32(at) >> 8 : bytes.U8(at + 1);
        int clauseSize = isFat ? FatClause : SmallClause;

        // ECMA-335 II.25.4.5 counts the header in; several compilers wrote the size of the clauses alone, and readers round down.
        long count = size / clauseSize;
        if (size % clauseSize is not (0 or SectionHeader))
            throw new ImageFormatException(ImageCodes.Body, $"A clause table of {size} bytes does not hold whole clauses of {clauseSize} bytes.");
        if (count > limits.MaxClauses)
            throw new ImageFormatException(ImageCodes.Limit, $"The method has {count} exception-handling clauses; at most {limits.MaxClauses} are allowed.");
        ByteView clauses = bytes.Slice(at + SectionHeader, count * clauseSize, ImageCodes.Body, "The method's clause table");
        for (int i = 0; i < count; i++)
            CheckClause(row, Clause.Read(clauses, i, isFat), codeSize);
    }

    private void CheckClause(int row, Clause clause, uint codeSize)
    {
        if (clause.Flags is not (0 or FilterClause or 2 or 4))
            throw new ImageFormatException(ImageCodes.Body, $"A clause has the unknown kind {clause.Flags}.");
        if (clause.TryOffset + (ulong)clause.TryLength > codeSize || clause.HandlerOffset + (ulong)clause.HandlerLength > codeSize
            || clause.Flags == FilterClause && clause.TokenOrFilter >= codeSize)
            throw new ImageFormatException(ImageCodes.ClauseOutOfRange, "A protected region or its handler reaches beyond the code.");
        if (clause.TryLength == 0 || clause.HandlerLength == 0)
            throw new ImageFormatException(ImageCodes.ClauseEmpty, "A protected region or its handler is empty.");
        if (_scan.IsComplete && !(_scan.IsStart(clause.TryOffset) && IsEnd(clause.TryOffset + clause.TryLength) && _scan.IsStart(clause.HandlerOffset)
            && IsEnd(clause.HandlerOffset + clause.HandlerLength) && (clause.Flags != FilterClause || _scan.IsStart(clause.TokenOrFilter))))
            throw new ImageFormatException(ImageCodes.ClauseBoundary, "A protected region, filter or handler begins or ends inside an instruction.");
        if (clause.Flags == 0 && !_scan.IsRow(clause.TokenOrFilter, OperandKind.Type))
            findings.Body(ImageCodes.TokenResolve, metadata[TableId.MethodDef].Token(row), (int)clause.HandlerOffset, $"0x{clause.TokenOrFilter:X8} is no type to catch.");
    }

    private bool IsEnd(uint offset) => _scan.IsStart(offset) || offset == _scan.Length;

    private readonly record struct Clause(uint Flags, uint TryOffset, uint TryLength, uint HandlerOffset, uint HandlerLength, uint TokenOrFilter)
    {
        public static Clause Read(ByteView table, int index, bool isFat)
        {
            if (isFat)
            {
                long at = index * (long)FatClause;
                return new Clause(table.U32(at), table.U32(at + 4), table.U32(at + 8), table.U32(at + 12), table.U32(at + 16), table.U32(at + 20));
            }

            long small = index * (long)SmallClause;
            return new Clause(table.U16(small), table.U16(small + 2), table.U8(small + 4), table.U16(small + 5), table.U8(small + 7), table.U32(small + 8));
        }
    }
}
