using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Verifier.Isolation;

/// <summary>The compiler's helpers for inline arrays. They reinterpret a buffer as its elements, which is sound only if the
/// buffer is an inline array of exactly that element and the index or length, a constant, is within it. So their bodies
/// must be the compiler's, instruction for instruction, and every call is checked for those conditions.</summary>
internal sealed class InlineArrayShape(AssemblySet assemblies)
{
    private const string Owner = "<PrivateImplementationDetails>";

    private static readonly Dictionary<string, string> Bodies = new(StringComparer.Ordinal)
    {
        ["InlineArrayAsSpan"] = "ldarg.0 Unsafe.As<0,1> ldarg.1 MemoryMarshal.CreateSpan<1> ret",
        ["InlineArrayAsReadOnlySpan"] = "ldarg.0 Unsafe.AsRef<0> Unsafe.As<0,1> ldarg.1 MemoryMarshal.CreateReadOnlySpan<1> ret",
        ["InlineArrayElementRef"] = "ldarg.0 Unsafe.As<0,1> ldarg.1 Unsafe.Add<1> ret",
        ["InlineArrayElementRefReadOnly"] = "ldarg.0 Unsafe.AsRef<0> Unsafe.As<0,1> ldarg.1 Unsafe.Add<1> ret",
        ["InlineArrayFirstElementRef"] = "ldarg.0 Unsafe.As<0,1> ret",
        ["InlineArrayFirstElementRefReadOnly"] = "ldarg.0 Unsafe.AsRef<0> Unsafe.As<0,1> ret",
    };

    public static IReadOnlyCollection<string> HelperNames => Bodies.Keys;

    /// <summary>Whether a method is one of the helpers, with exactly the compiler's body.</summary>
    public static bool IsHelper(MethodDefinition method) =>
        IsNamedAsHelper(method) && method is { IsStatic: true, HasBody: true, IsPublic: false, GenericParameters.Count: 2 }
        && !method.Body.HasExceptionHandlers && !method.Body.HasVariables && Write(method.Body) == Bodies[method.Name];

    /// <summary>Whether a called method bears a helper's name in the compiler's class.</summary>
    public static bool IsNamedAsHelper(MethodReference method) =>
        Bodies.ContainsKey(method.Name) && method.DeclaringType is { Name: Owner, Namespace: "" };

    /// <summary>Whether a call of a helper gives it an inline array of its element and a constant within it.</summary>
    public bool IsSoundCall(MethodCode code, int index, MethodReference called)
    {
        if (called is not GenericInstanceMethod { GenericArguments: [var buffer, var element] } || LengthOf(buffer, element) is not { } length)
            return false;
        if (called.Name.Contains("First", StringComparison.Ordinal))
            return true;
        if (index == 0 || code.IsTarget(index) || Constant(code.Instructions[index - 1]) is not { } number)
            return false;
        return number >= 0 && (called.Name.EndsWith("Span", StringComparison.Ordinal) ? number <= length : number < length);
    }

    private int? LengthOf(TypeReference buffer, TypeReference element)
    {
        if (assemblies.FindType(buffer.GetElementType()) is not { IsValueType: true } type || type.Fields.Where(f => !f.IsStatic).ToList() is not [var field])
            return null;
        TypeReference held = field.FieldType is GenericParameter parameter && buffer is GenericInstanceType instance
            ? instance.GenericArguments[parameter.Position]
            : field.FieldType;
        CustomAttribute? attribute = type.CustomAttributes.FirstOrDefault(a => a.AttributeType.FullName == "System.Runtime.CompilerServices.InlineArrayAttribute");
        return attribute?.ConstructorArguments is [{ Value: int length }] && held.FullName == element.FullName ? length : null;
    }

    private static int? Constant(Instruction instruction) => instruction.OpCode.Code switch
    {
        >= Code.Ldc_I4_0 and <= Code.Ldc_I4_8 => instruction.OpCode.Code - Code.Ldc_I4_0,
        Code.Ldc_I4_S => (sbyte)instruction.Operand,
        Code.Ldc_I4 => (int)instruction.Operand,
        _ => null,
    };

    private static string Write(MethodBody body)
    {
        var text = new StringBuilder();
        foreach (Instruction instruction in body.Instructions)
        {
            if (text.Length > 0)
                text.Append(' ');
            if (instruction is { OpCode.Code: Code.Call, Operand: GenericInstanceMethod called })
                text.Append(WriteOwner(called.DeclaringType)).Append('.').Append(called.Name).Append('<').AppendJoin(',', called.GenericArguments.Select(WriteArgument)).Append('>');
            else
                text.Append(instruction.OpCode.Name);
        }

        return text.ToString();
    }

    private static string WriteOwner(TypeReference type) => type.FullName switch
    {
        "System.Runtime.CompilerServices.Unsafe" => "Unsafe",
        "System.Runtime.InteropServices.MemoryMarshal" => "MemoryMarshal",
        _ => type.FullName,
    };

    private static string WriteArgument(TypeReference type) => type is GenericParameter { Type: GenericParameterType.Method } parameter ? $"{parameter.Position}" : "?";
}
