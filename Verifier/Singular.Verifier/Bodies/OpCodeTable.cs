namespace Singular.Verifier.Bodies;

/// <summary>Which operand each opcode takes, and the opcode's name for findings.</summary>
internal static class OpCodeTable
{
    /// <summary>One-byte opcodes, then two-byte ones from 0x100.</summary>
    private static readonly OperandKind[] Operands = Fill();

    public static OperandKind OperandOf(int opcode) => opcode < Operands.Length ? Operands[opcode] : OperandKind.Unknown;

    /// <summary>The name as assemblers write it.</summary>
    public static string NameOf(OpCode opcode)
    {
        var text = new System.Text.StringBuilder();
        foreach (var c in opcode.ToString())
        {
            if (char.IsUpper(c) && text.Length != 0)
                text.Append('.');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }

    private static OperandKind[] Fill()
    {
        var table = new OperandKind[0x11F];
        table.AsSpan(0x0..0xE).Fill(OperandKind.None);
        table.AsSpan(0x14..0x1F).Fill(OperandKind.None);
        table.AsSpan(0x25..0x27).Fill(OperandKind.None);
        table[0x2A] = OperandKind.None;
        table.AsSpan(0x46..0x6F).Fill(OperandKind.None);
        table[0x76] = OperandKind.None;
        table[0x7A] = OperandKind.None;
        table.AsSpan(0x82..0x8C).Fill(OperandKind.None);
        table[0x8E] = OperandKind.None;
        table.AsSpan(0x90..0xA3).Fill(OperandKind.None);
        table.AsSpan(0xB3..0xBB).Fill(OperandKind.None);
        table[0xC3] = OperandKind.None;
        table.AsSpan(0xD1..0xDD).Fill(OperandKind.None);
        table.AsSpan(0xDF..0xE1).Fill(OperandKind.None);
        table.AsSpan(0x100..0x106).Fill(OperandKind.None);
        table[0x10F] = OperandKind.None;
        table[0x111] = OperandKind.None;
        table.AsSpan(0x113..0x115).Fill(OperandKind.None);
        table.AsSpan(0x117..0x119).Fill(OperandKind.None);
        table[0x11A] = OperandKind.None;
        table.AsSpan(0x11D..0x11F).Fill(OperandKind.None);
        table.AsSpan(0xE..0x14).Fill(OperandKind.Variable8);
        table[0x1F] = OperandKind.Int8;
        table[0x112] = OperandKind.Int8;
        table[0x119] = OperandKind.Int8;
        table[0x20] = OperandKind.Int32;
        table[0x21] = OperandKind.Int64;
        table[0x22] = OperandKind.Float32;
        table[0x23] = OperandKind.Float64;
        table.AsSpan(0x27..0x2A).Fill(OperandKind.Token);
        table.AsSpan(0x6F..0x76).Fill(OperandKind.Token);
        table[0x79] = OperandKind.Token;
        table.AsSpan(0x7B..0x82).Fill(OperandKind.Token);
        table.AsSpan(0x8C..0x8E).Fill(OperandKind.Token);
        table[0x8F] = OperandKind.Token;
        table.AsSpan(0xA3..0xA6).Fill(OperandKind.Token);
        table[0xC2] = OperandKind.Token;
        table[0xC6] = OperandKind.Token;
        table[0xD0] = OperandKind.Token;
        table.AsSpan(0x106..0x108).Fill(OperandKind.Token);
        table.AsSpan(0x115..0x117).Fill(OperandKind.Token);
        table[0x11C] = OperandKind.Token;
        table.AsSpan(0x2B..0x38).Fill(OperandKind.Branch8);
        table[0xDE] = OperandKind.Branch8;
        table.AsSpan(0x38..0x45).Fill(OperandKind.Branch32);
        table[0xDD] = OperandKind.Branch32;
        table[0x45] = OperandKind.Switch;
        table.AsSpan(0x109..0x10F).Fill(OperandKind.Variable16);
        return table;
    }
}
