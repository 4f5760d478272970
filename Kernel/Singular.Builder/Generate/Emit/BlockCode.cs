using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Builder.Generate.Contracts;

namespace Singular.Builder.Generate.Emit;

/// <summary>Code for structs whose values all have a fixed size and any bit pattern on the wire: taken out of the message as one
/// block, nested structs included.</summary>
internal sealed class BlockCode(Target target)
{
    /// <summary>True for structs that this code can write and read.</summary>
    internal static bool Fits(StructShape structure) => structure.Fields.Count > 0 && structure.Fields.All(part => part.Shape switch
    {
        PrimitiveShape primitive => primitive.WireName is not ("Decimal" or "DateTime"),
        EnumShape => true,
        StructShape inner => Fits(inner),
        _ => false,
    });

    /// <summary>Body of <c>void Write(ref WireWriter writer, T value)</c>.</summary>
    internal void WriteWriter(ILProcessor il, StructShape structure)
    {
        VariableDefinition block = TakeBlock(il, structure, "WireWriter", "WriteBlock");
        int offset = 0;
        EmitWriteFields(il, structure, block, () => il.Emit(OpCodes.Ldarga_S, il.Body.Method.Parameters[1]), ref offset);
        il.Emit(OpCodes.Ret);
    }

    /// <summary>Body of <c>T Read(ref WireReader reader)</c>.</summary>
    internal void WriteReader(ILProcessor il, StructShape structure)
    {
        VariableDefinition block = TakeBlock(il, structure, "WireReader", "ReadBlock");
        int offset = 0;
        EmitReadFields(il, structure, block, ref offset);
        il.Emit(OpCodes.Ret);
    }

    private VariableDefinition TakeBlock(ILProcessor il, StructShape structure, string type, string method)
    {
        il.Body.InitLocals = true;
        VariableDefinition block = MemberCode.Local(il, target.PlatformGeneric("System", "Span", true, target.Module.TypeSystem.Byte));
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, structure.FixedBytes);
        il.Emit(OpCodes.Call, target.RuntimeMethod(type, method));
        il.Emit(OpCodes.Stloc, block);
        return block;
    }

    private void EmitWriteFields(ILProcessor il, StructShape structure, VariableDefinition block, Action loadAddress, ref int offset)
    {
        foreach ((MethodDefinition getter, ValueShape shape) in structure.Fields)
        {
            if (shape is StructShape inner)
            {
                VariableDefinition value = MemberCode.Local(il, target.Import(inner.Type));
                loadAddress();
                il.Emit(OpCodes.Call, target.Import(getter));
                il.Emit(OpCodes.Stloc, value);
                EmitWriteFields(il, inner, block, () => il.Emit(OpCodes.Ldloca, value), ref offset);
                continue;
            }
            il.Emit(OpCodes.Ldloc, block);
            il.Emit(OpCodes.Ldc_I4, offset);
            loadAddress();
            il.Emit(OpCodes.Call, target.Import(getter));
            il.Emit(OpCodes.Call, target.RuntimeMethod("WireBlock", "Write" + PrimitiveOf(shape).WireName));
            offset += shape.FixedBytes;
        }
    }

    private void EmitReadFields(ILProcessor il, StructShape structure, VariableDefinition block, ref int offset)
    {
        foreach ((_, ValueShape shape) in structure.Fields)
        {
            if (shape is StructShape inner)
            {
                EmitReadFields(il, inner, block, ref offset);
                continue;
            }
            il.Emit(OpCodes.Ldloc, block);
            il.Emit(OpCodes.Ldc_I4, offset);
            il.Emit(OpCodes.Call, target.RuntimeMethod("WireBlock", "Read" + PrimitiveOf(shape).WireName));
            WireCode.EmitSign(il, PrimitiveOf(shape));
            offset += shape.FixedBytes;
        }
        il.Emit(OpCodes.Newobj, target.Import(structure.Constructor));
    }

    private static PrimitiveShape PrimitiveOf(ValueShape shape) => shape as PrimitiveShape ?? ((EnumShape)shape).Underlying;
}
