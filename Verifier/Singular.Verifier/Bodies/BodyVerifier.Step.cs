
namespace Singular.Verifier.Bodies;

/// <summary>What each instruction takes and gives (ECMA-335 III.3, III.4).</summary>
internal sealed partial class BodyVerifier
{
    private void Step()
    {
        var operand = _instruction.Operand;
        switch (_instruction.Code)
        {
            case OpCode.Nop or OpCode.Break:
                break;
            case >= OpCode.Ldarg0 and <= OpCode.Ldarg3:
                LoadVariable(ArgumentNumber(_instruction.Code - OpCode.Ldarg0));
                break;
            case OpCode.LdargS or OpCode.Ldarg:
                LoadVariable(ArgumentNumber(operand));
                break;
            case OpCode.LdargaS or OpCode.Ldarga:
                LoadAddress(ArgumentNumber(operand));
                break;
            case OpCode.StargS or OpCode.Starg:
                StoreVariable(ArgumentNumber(operand));
                break;
            case >= OpCode.Ldloc0 and <= OpCode.Ldloc3:
                LoadVariable(LocalNumber(_instruction.Code - OpCode.Ldloc0));
                break;
            case OpCode.LdlocS or OpCode.Ldloc:
                LoadVariable(LocalNumber(operand));
                break;
            case OpCode.LdlocaS or OpCode.Ldloca:
                LoadAddress(LocalNumber(operand));
                break;
            case >= OpCode.Stloc0 and <= OpCode.Stloc3:
                StoreVariable(LocalNumber(_instruction.Code - OpCode.Stloc0));
                break;
            case OpCode.StlocS or OpCode.Stloc:
                StoreVariable(LocalNumber(operand));
                break;
            case OpCode.Ldnull:
                Push(StackKind.Object);
                break;
            case (>= OpCode.LdcI4M1 and <= OpCode.LdcI48) or OpCode.LdcI4S or OpCode.LdcI4:
                Push(StackKind.Int32);
                break;
            case OpCode.LdcI8:
                Push(StackKind.Int64);
                break;
            case OpCode.LdcR4 or OpCode.LdcR8:
                Push(StackKind.Float);
                break;
            case OpCode.Dup:
                var top = Pop();
                Push(top);
                Push(top);
                break;
            case OpCode.Pop:
                Pop();
                break;
            case OpCode.Ldstr:
                LoadString();
                break;
            case >= OpCode.LdindI1 and <= OpCode.LdindRef:
                LoadIndirect();
                break;
            case (>= OpCode.StindRef and <= OpCode.StindR8) or OpCode.StindI:
                StoreIndirect();
                break;
            case OpCode.Ldobj:
                LoadObject(TypeOperand());
                break;
            case OpCode.Stobj:
                StoreObject(TypeOperand());
                break;
            case OpCode.Initobj:
                InitializeObject(TypeOperand());
                break;
            case OpCode.Cpobj:
                CopyObject(TypeOperand());
                break;
            case OpCode.Ldfld:
                LoadField();
                break;
            case OpCode.Ldflda:
                LoadFieldAddress();
                break;
            case OpCode.Stfld:
                StoreField();
                break;
            case OpCode.Ldsfld or OpCode.Ldsflda:
                LoadStaticField();
                break;
            case OpCode.Stsfld:
                StoreStaticField();
                break;
            case OpCode.Ldlen or OpCode.Newarr or OpCode.Ldelema or OpCode.Ldelem or OpCode.Stelem
                or (>= OpCode.LdelemI1 and <= OpCode.StelemRef):
                StepArray();
                break;
            case OpCode.Call or OpCode.Callvirt or OpCode.Newobj:
                Call();
                break;
            case OpCode.Ldftn or OpCode.Ldvirtftn:
                LoadFunction();
                break;
            case OpCode.Castclass or OpCode.Isinst or OpCode.Box or OpCode.Unbox or OpCode.UnboxAny or OpCode.Ldtoken or OpCode.Sizeof:
                StepObject();
                break;
            case OpCode.Localloc:
                AllocateStackMemory();
                break;
            case OpCode.Cpblk or OpCode.Initblk:
                CopyInitialData();
                break;
            case OpCode.Jmp or OpCode.Calli or OpCode.Arglist or OpCode.Mkrefany or OpCode.Refanyval or OpCode.Refanytype:
                Report("Unverifiable", NameOfInstruction);
                throw new StackShapeException();
            default:
                if (!StepArithmetic())
                    StepFlow();
                break;
        }
    }

    private void LoadString()
    {
        // A string token is 0x70 and an offset into #US (III.1.9); the blob there has an odd length: UTF-16 and one byte of flags (II.24.2.4).
        var token = _instruction.Token;
        var heap = _userStrings.Span;
        var offset = (int)(token & 0xFFFFFF);
        if (token >> 24 != 0x70 || !IsUserString(heap, offset))
            Report("StringOperand", $"token 0x{token:x8}", "a string of the #US heap");
        Push(new StackValue(StackKind.Object, _universe.String));
    }

    private ReadOnlyMemory<byte> _userStrings;

    private static bool IsUserString(ReadOnlySpan<byte> heap, int offset)
    {
        if (offset == 0 || offset >= heap.Length)
            return false;
        // Compressed length (II.23.2): one, two or four bytes by the leading bits.
        int first = heap[offset];
        var (length, header) = first switch
        {
            < 0x80 => (first, 1),
            < 0xC0 when offset + 1 < heap.Length => (((first & 0x3F) << 8) | heap[offset + 1], 2),
            < 0xE0 when offset + 3 < heap.Length =>
                (((first & 0x1F) << 24) | (heap[offset + 1] << 16) | (heap[offset + 2] << 8) | heap[offset + 3], 4),
            _ => (-1, 0),
        };
        return length >= 0 && (length & 1) == 1 && length <= heap.Length - offset - header;
    }

    /// <summary>Binary, unary and conversion instructions; false when the instruction is none.</summary>
    private bool StepArithmetic()
    {
        switch (_instruction.Code)
        {
            case OpCode.Add or OpCode.Sub or OpCode.Mul or OpCode.Div or OpCode.Rem:
                if (_instruction.Code == OpCode.Add && TryAddToStackMemory())
                    return true;
                Binary(allowFloat: true);
                return true;
            case OpCode.DivUn or OpCode.RemUn or OpCode.And or OpCode.Or or OpCode.Xor or (>= OpCode.AddOvf and <= OpCode.SubOvfUn):
                Binary(allowFloat: false);
                return true;
            case OpCode.Shl or OpCode.Shr or OpCode.ShrUn:
                PopIndex();
                Push(PopNumber(allowFloat: false).Kind);
                return true;
            case OpCode.Neg:
                Push(PopNumber(allowFloat: true).Kind);
                return true;
            case OpCode.Not:
                Push(PopNumber(allowFloat: false).Kind);
                return true;
            case OpCode.Ckfinite:
                PopKind(StackKind.Float, "ExpectedFloatType");
                Push(StackKind.Float);
                return true;
            case OpCode.Ceq or OpCode.Cgt or OpCode.CgtUn or OpCode.Clt or OpCode.CltUn:
                Compare(_instruction.Code is OpCode.Ceq or OpCode.CgtUn);
                Push(StackKind.Int32);
                return true;
            case var code when ConversionOf(code) is var kind and not StackKind.Unknown:
                PopNumber(allowFloat: true);
                Push(kind);
                return true;
            default:
                return false;
        }
    }

    private static StackKind ConversionOf(OpCode code) => code switch
    {
        OpCode.ConvI8 or OpCode.ConvU8 or OpCode.ConvOvfI8 or OpCode.ConvOvfU8 or OpCode.ConvOvfI8Un or OpCode.ConvOvfU8Un => StackKind.Int64,
        OpCode.ConvI or OpCode.ConvU or OpCode.ConvOvfI or OpCode.ConvOvfU or OpCode.ConvOvfIUn or OpCode.ConvOvfUUn => StackKind.NativeInt,
        OpCode.ConvR4 or OpCode.ConvR8 or OpCode.ConvRUn => StackKind.Float,
        OpCode.ConvI1 or OpCode.ConvI2 or OpCode.ConvI4 or OpCode.ConvU1 or OpCode.ConvU2 or OpCode.ConvU4
            or (>= OpCode.ConvOvfI1 and <= OpCode.ConvOvfU4) or OpCode.ConvOvfI1Un or OpCode.ConvOvfI2Un or OpCode.ConvOvfI4Un
            or OpCode.ConvOvfU1Un or OpCode.ConvOvfU2Un or OpCode.ConvOvfU4Un => StackKind.Int32,
        _ => StackKind.Unknown,
    };

    /// <summary>Numeric operands only: no arithmetic on managed pointers, ever.</summary>
    private StackValue PopNumber(bool allowFloat)
    {
        var value = Pop();
        switch (value.Kind)
        {
            case StackKind.Int32 or StackKind.Int64 or StackKind.NativeInt or StackKind.Unknown:
            case StackKind.Float when allowFloat:
                return value;
            default:
                Report(allowFloat ? "ExpectedNumericType" : "ExpectedIntegerType", value.ToString(), allowFloat ? "a number" : "an integer");
                return StackValue.Unknown;
        }
    }

    /// <summary>ECMA-335 III.1.5, tables 2, 5 and 7, without the managed-pointer rows.</summary>
    private void Binary(bool allowFloat)
    {
        var right = PopNumber(allowFloat);
        var left = PopNumber(allowFloat);
        if (left.Kind == right.Kind)
            Push(left.Kind);
        else if (left.Kind == StackKind.Unknown || right.Kind == StackKind.Unknown)
            Push(StackKind.Unknown);
        else if (left.Kind is StackKind.Int32 or StackKind.NativeInt && right.Kind is StackKind.Int32 or StackKind.NativeInt)
            Push(StackKind.NativeInt);
        else
        {
            Report("StackUnexpected", $"{left} and {right}", "operands of one kind");
            Push(StackKind.Unknown);
        }
    }

    /// <summary>ECMA-335 III.1.5, table 4: objects only for equality, managed pointers only with each other.</summary>
    private void Compare(bool isEquality)
    {
        var right = Pop();
        var left = Pop();
        if (left.Kind == StackKind.Unknown || right.Kind == StackKind.Unknown)
            return;
        var fits = left.Kind switch
        {
            StackKind.Int32 or StackKind.NativeInt => right.Kind is StackKind.Int32 or StackKind.NativeInt,
            StackKind.Int64 or StackKind.Float or StackKind.ByReference => right.Kind == left.Kind,
            StackKind.Object => isEquality && right.Kind == StackKind.Object
                && !left.Has(ValueFlags.Uninitialized) && !right.Has(ValueFlags.Uninitialized),
            _ => false,
        };
        if (!fits)
            Report("StackUnexpected", $"{left} compared with {right}", "operands of one comparable kind");
    }

    private void CheckPrefixes()
    {
        var prefixes = _instruction.Prefixes;
        if (prefixes == Prefixes.None)
            return;
        var code = _instruction.Code;
        var isMemory = code is (>= OpCode.LdindI1 and <= OpCode.StindR8) or OpCode.StindI or OpCode.Ldobj or OpCode.Stobj or OpCode.Ldfld
            or OpCode.Stfld or OpCode.Initblk or OpCode.Cpblk;
        if ((prefixes & Prefixes.No) != 0)
            Report("Unverifiable", "the prefix no.");
        if ((prefixes & Prefixes.Volatile) != 0 && !isMemory && code is not (OpCode.Ldsfld or OpCode.Stsfld))
            Report("Volatile", $"volatile. before {NameOfInstruction}", "a load or store");
        if ((prefixes & Prefixes.Unaligned) != 0 && !isMemory)
            Report("Unaligned", $"unaligned. before {NameOfInstruction}", "a load or store");
        if ((prefixes & Prefixes.ReadOnly) != 0 && code != OpCode.Ldelema && code != OpCode.Call && code != OpCode.Callvirt)
            Report("ReadOnly", $"readonly. before {NameOfInstruction}", "ldelema or a call of an array's Address");
        if ((prefixes & Prefixes.Tail) != 0 && code is not (OpCode.Call or OpCode.Callvirt))
            Report("TailCall", $"tail. before {NameOfInstruction}", "call or callvirt");
        if ((prefixes & Prefixes.Constrained) != 0 && code is not (OpCode.Callvirt or OpCode.Call or OpCode.Ldftn))
            Report("Constrained", $"constrained. before {NameOfInstruction}", "callvirt, call or ldftn");
    }
}
