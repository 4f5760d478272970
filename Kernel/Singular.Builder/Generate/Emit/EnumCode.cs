using Mono.Cecil.Cil;
using Singular.Builder.Generate.Contracts;

namespace Singular.Builder.Generate.Emit;

/// <summary>The check that a value is one of its enum's.</summary>
internal static class EnumCode
{
    /// <summary>The body of a method that takes the value and gives the answer.</summary>
    internal static void WriteIsLegal(ILProcessor il, EnumShape shape)
    {
        if (shape.IsFlags)
        {
            long bits = shape.Values.Aggregate(0L, (all, value) => all | value);
            Load(il, shape);
            Constant(il, shape, ~bits);
            il.Emit(OpCodes.And);
            Constant(il, shape, 0);
            il.Emit(OpCodes.Ceq);
            il.Emit(OpCodes.Ret);
            return;
        }
        Instruction yes = il.Create(OpCodes.Ldc_I4_1);
        foreach ((long first, long last) in Runs(shape.Values))
        {
            // first <= value <= last as one unsigned comparison.
            Load(il, shape);
            Constant(il, shape, first);
            il.Emit(OpCodes.Sub);
            Constant(il, shape, last - first);
            il.Emit(OpCodes.Ble_Un, yes);
        }
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ret);
        il.Append(yes);
        il.Emit(OpCodes.Ret);
    }

    private static List<(long First, long Last)> Runs(IReadOnlyList<long> values)
    {
        var runs = new List<(long First, long Last)>();
        foreach (long value in values)
        {
            if (runs.Count > 0 && runs[^1].Last == value - 1)
                runs[^1] = (runs[^1].First, value);
            else
                runs.Add((value, value));
        }
        return runs;
    }

    private static void Load(ILProcessor il, EnumShape shape)
    {
        il.Emit(OpCodes.Ldarg_0);
        // What lies above a small integer's bits is not part of the value.
        switch (shape.Underlying.Type.FullName)
        {
            case "System.Byte":
                il.Emit(OpCodes.Conv_U1);
                break;
            case "System.SByte":
                il.Emit(OpCodes.Conv_I1);
                break;
            case "System.UInt16" or "System.Char":
                il.Emit(OpCodes.Conv_U2);
                break;
            case "System.Int16":
                il.Emit(OpCodes.Conv_I2);
                break;
        }
    }

    private static void Constant(ILProcessor il, EnumShape shape, long value)
    {
        if (shape.Underlying.Bytes == 8)
            il.Emit(OpCodes.Ldc_I8, value);
        else
            il.Emit(OpCodes.Ldc_I4, unchecked((int)value));
    }
}
