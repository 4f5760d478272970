using System.Buffers.Binary;

namespace Singular.Verifier.Bodies;

/// <summary>All instructions of a body, reachable or not, decoded once, with branch targets turned into instruction numbers.</summary>
internal sealed class InstructionList
{
    private readonly List<int[]> _switches = [];
    private Instruction[] _instructions = [];
    private int[] _numberAt = [];
    private bool[] _isLeader = [];
    private int _codeLength;

    /// <summary>Decodes a body in place of the one before.</summary>
    /// <exception cref="InvalidBodyException">The bytes are no sequence of instructions, or a branch goes elsewhere than to one.</exception>
    public void Decode(ReadOnlySpan<byte> code)
    {
        MakeRoom(code.Length);
        Count = 0;
        var position = 0;
        while (position < code.Length)
            position = DecodeOne(code, position);
        _numberAt[code.Length] = Count;
        for (var i = 0; i < Count; i++)
            ResolveTargets(i);
    }

    /// <summary>An instruction takes at least a byte.</summary>
    private void MakeRoom(int codeLength)
    {
        if (_instructions.Length < codeLength)
        {
            var size = Math.Max(codeLength, 2 * _instructions.Length);
            _instructions = new Instruction[size];
            _isLeader = new bool[size];
            _numberAt = new int[size + 1];
        }
        _codeLength = codeLength;
        _numberAt.AsSpan(0, codeLength + 1).Fill(-1);
        Array.Clear(_isLeader, 0, codeLength);
        _switches.Clear();
    }

    public int Count { get; private set; }

    public Instruction this[int number] => number < Count ? _instructions[number] : throw new ArgumentOutOfRangeException(nameof(number));

    /// <summary>Number of the instruction that starts at a byte offset, Count for the end of the code, -1 where none starts.</summary>
    public int NumberAt(long offset) => offset >= 0 && offset <= _codeLength ? _numberAt[offset] : -1;

    /// <summary>Target instruction of a branch.</summary>
    public int TargetOf(int number) => (int)_instructions[number].Operand;

    /// <summary>Target instructions of a switch.</summary>
    public ReadOnlySpan<int> SwitchTargets(int number) => _switches[(int)_instructions[number].Operand];

    /// <summary>True when control may come from elsewhere than the instruction before.</summary>
    public bool IsLeader(int number) => _isLeader[number];

    public void MarkLeader(int number) => _isLeader[number] = true;

    private int DecodeOne(ReadOnlySpan<byte> code, int start)
    {
        var prefixes = Prefixes.None;
        var constrained = 0u;
        var position = start;
        while (true)
        {
            var opcode = ReadOpCode(code, ref position);
            switch ((OpCode)opcode)
            {
                case OpCode.Volatile:
                    Add(ref prefixes, Prefixes.Volatile, start);
                    continue;
                case OpCode.Unaligned:
                    if (Take(code, ref position, 1)[0] is not (1 or 2 or 4))
                        throw new InvalidBodyException("Unaligned", At(start, "alignment is not 1, 2 or 4"));
                    Add(ref prefixes, Prefixes.Unaligned, start);
                    continue;
                case OpCode.Tail:
                    Add(ref prefixes, Prefixes.Tail, start);
                    continue;
                case OpCode.Constrained:
                    constrained = BinaryPrimitives.ReadUInt32LittleEndian(Take(code, ref position, 4));
                    Add(ref prefixes, Prefixes.Constrained, start);
                    continue;
                case OpCode.Readonly:
                    Add(ref prefixes, Prefixes.ReadOnly, start);
                    continue;
                case OpCode.No:
                    Take(code, ref position, 1);
                    Add(ref prefixes, Prefixes.No, start);
                    continue;
            }
            _numberAt[start] = Count;
            var operand = ReadOperand(code, opcode, ref position);
            _instructions[Count++] = new Instruction(start, (OpCode)opcode, operand, prefixes, constrained);
            return position;
        }
    }

    private static void Add(ref Prefixes prefixes, Prefixes prefix, int start)
    {
        if ((prefixes & prefix) != 0)
            throw new InvalidBodyException("UnknownOpcode", At(start, "the same prefix twice"));
        prefixes |= prefix;
    }

    private static int ReadOpCode(ReadOnlySpan<byte> code, ref int position)
    {
        var start = position;
        int opcode = Take(code, ref position, 1)[0];
        // 0xFE introduces the two-byte opcodes (III.1.2.1).
        if (opcode == 0xFE)
            opcode = 0x100 + Take(code, ref position, 1)[0];
        if (OpCodeTable.OperandOf(opcode) == OperandKind.Unknown)
            throw new InvalidBodyException("UnknownOpcode", At(start, $"0x{opcode:x2}"));
        return opcode;
    }

    private long ReadOperand(ReadOnlySpan<byte> code, int opcode, ref int position)
    {
        switch (OpCodeTable.OperandOf(opcode))
        {
            case OperandKind.Variable8:
                return Take(code, ref position, 1)[0];
            case OperandKind.Variable16:
                return BinaryPrimitives.ReadUInt16LittleEndian(Take(code, ref position, 2));
            case OperandKind.Int8:
                return (sbyte)Take(code, ref position, 1)[0];
            case OperandKind.Int32:
                return BinaryPrimitives.ReadInt32LittleEndian(Take(code, ref position, 4));
            case OperandKind.Token or OperandKind.Float32:
                return BinaryPrimitives.ReadUInt32LittleEndian(Take(code, ref position, 4));
            case OperandKind.Int64 or OperandKind.Float64:
                return BinaryPrimitives.ReadInt64LittleEndian(Take(code, ref position, 8));
            case OperandKind.Branch8:
                long near = (sbyte)Take(code, ref position, 1)[0];
                return position + near;
            case OperandKind.Branch32:
                long far = BinaryPrimitives.ReadInt32LittleEndian(Take(code, ref position, 4));
                return position + far;
            case OperandKind.Switch:
                return ReadSwitch(code, ref position);
            default:
                return 0;
        }
    }

    private int ReadSwitch(ReadOnlySpan<byte> code, ref int position)
    {
        long count = BinaryPrimitives.ReadUInt32LittleEndian(Take(code, ref position, 4));
        if (count * 4 > code.Length - position)
            throw new InvalidBodyException("MethodEnd", At(position, $"a switch of {count} targets reaches over the end of the code"));
        var table = Take(code, ref position, (int)count * 4);
        var targets = new int[count];
        for (var i = 0; i < targets.Length; i++)
        {
            var target = position + (long)BinaryPrimitives.ReadInt32LittleEndian(table[(i * 4)..]);
            targets[i] = target >= 0 && target <= _codeLength ? (int)target : -1;
        }
        _switches.Add(targets);
        return _switches.Count - 1;
    }

    private void ResolveTargets(int number)
    {
        var instruction = _instructions[number];
        switch (OpCodeTable.OperandOf((int)instruction.Code))
        {
            case OperandKind.Branch8 or OperandKind.Branch32:
                _instructions[number] = instruction with { Operand = Resolve(instruction.Operand, instruction.Offset) };
                break;
            case OperandKind.Switch:
                var targets = _switches[(int)instruction.Operand];
                for (var i = 0; i < targets.Length; i++)
                    targets[i] = Resolve(targets[i], instruction.Offset);
                break;
        }
    }

    private int Resolve(long offset, int from)
    {
        var number = NumberAt(offset);
        if (number < 0 || number >= Count)
            throw new InvalidBodyException("BadJumpTarget", At(from, $"a jump to {offset}, where no instruction starts"));
        _isLeader[number] = true;
        return number;
    }

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> code, ref int position, int count)
    {
        if (count > code.Length - position)
            throw new InvalidBodyException("MethodEnd", At(position, "the last instruction reaches over the end of the code"));
        position += count;
        return code.Slice(position - count, count);
    }

    private static string At(int offset, string what) => $"IL_{offset:x4}: {what}";
}
