using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Verifier.Oracle.Execution;

/// <summary>
/// The platform's members that a mutant may call when it is run. The type rules say nothing about what members do: <c>Unsafe.As</c> is a
/// well-typed call, and running it would prove nothing about the verifier. Nothing here touches files, processes or threads.
/// </summary>
internal static class HarmlessMembers
{
    private static readonly HashSet<string> s_types = new(StringComparer.Ordinal)
    {
        "System.Object", "System.String", "System.Boolean", "System.Char", "System.SByte", "System.Byte", "System.Int16", "System.UInt16",
        "System.Int32", "System.UInt32", "System.Int64", "System.UInt64", "System.IntPtr", "System.UIntPtr", "System.Single", "System.Double",
        "System.Decimal", "System.Nullable`1", "System.Array", "System.Span`1", "System.ReadOnlySpan`1", "System.MemoryExtensions", "System.Math",
        "System.Exception", "System.ArgumentException", "System.ArgumentNullException", "System.ArgumentOutOfRangeException",
        "System.InvalidOperationException", "System.InvalidCastException", "System.DivideByZeroException", "System.OverflowException",
        "System.ArithmeticException", "System.IndexOutOfRangeException", "System.NullReferenceException", "System.NotSupportedException",
        "System.IDisposable", "System.IComparable", "System.IComparable`1", "System.IEquatable`1", "System.Delegate", "System.MulticastDelegate",
        "System.Action", "System.Action`1", "System.Action`2", "System.Func`1", "System.Func`2", "System.Func`3", "System.Enum", "System.ValueType",
        "System.ValueTuple`2", "System.ValueTuple`3", "System.Attribute", "System.Index", "System.Range", "System.HashCode",
        "System.Collections.Generic.List`1", "System.Collections.Generic.List`1/Enumerator", "System.Collections.Generic.Dictionary`2",
        "System.Collections.Generic.KeyValuePair`2", "System.Collections.Generic.IEnumerable`1", "System.Collections.Generic.IEnumerator`1",
        "System.Collections.Generic.IList`1", "System.Collections.Generic.ICollection`1", "System.Collections.Generic.IReadOnlyList`1",
        "System.Collections.Generic.IReadOnlyCollection`1", "System.Collections.Generic.EqualityComparer`1", "System.Collections.Generic.Comparer`1",
        "System.Collections.IEnumerable", "System.Collections.IEnumerator", "System.Text.StringBuilder", "System.Convert",
        "System.Threading.Interlocked", "System.Threading.Volatile",
    };

    private static readonly HashSet<string> s_members = new(StringComparer.Ordinal)
    {
        "System.Environment::get_CurrentManagedThreadId", "System.Runtime.CompilerServices.RuntimeHelpers::InitializeArray",
        "System.Activator::CreateInstance", "System.Type::GetTypeFromHandle", "System.Type::op_Equality",
    };

    private static readonly HashSet<string> s_excepted = new(StringComparer.Ordinal)
    {
        // Calls by reflection wrap what they run; finalizers are the collector's to call.
        "System.Delegate::DynamicInvoke", "System.Object::Finalize", "System.Exception::ToString",
    };

    /// <summary>The methods of a module that name nothing else, whatever they call in turn.</summary>
    public static HashSet<MethodDefinition> MethodsOf(ModuleDefinition module)
    {
        List<MethodDefinition> all = [.. module.GetTypes().SelectMany(type => type.Methods)];
        var tainted = new HashSet<MethodDefinition>(all.Where(method => method.HasBody && NamesOther(method.Body, module)));
        bool grew = true;
        while (grew)
        {
            // A virtual call may end in any method of that name, and a type initialiser runs with any member of its type.
            var virtualNames = tainted.Where(method => method.IsVirtual).Select(method => method.Name).ToHashSet(StringComparer.Ordinal);
            var initialised = tainted.Where(method => method.Name == ".cctor").Select(method => method.DeclaringType).ToHashSet();
            int before = tainted.Count;
            tainted.UnionWith(all.Where(method => initialised.Contains(method.DeclaringType)
                || (method.HasBody && Calls(method.Body, tainted, virtualNames, initialised))));
            grew = tainted.Count != before;
        }
        return [.. all.Where(method => !tainted.Contains(method))];
    }

    private static bool Calls(MethodBody body, HashSet<MethodDefinition> tainted, HashSet<string> virtualNames, HashSet<TypeDefinition> initialised)
    {
        foreach (Instruction instruction in body.Instructions)
        {
            if (instruction.Operand is FieldReference field && field.DeclaringType.GetElementType() is TypeDefinition owner && initialised.Contains(owner))
                return true;
            if (instruction.Operand is not MethodReference method)
                continue;
            if (instruction.OpCode.Code is Code.Callvirt or Code.Ldvirtftn && virtualNames.Contains(method.Name))
                return true;
            if (OwnDefinition(method) is { } own && tainted.Contains(own))
                return true;
        }
        return false;
    }

    private static MethodDefinition? OwnDefinition(MethodReference method)
    {
        MethodReference element = method.GetElementMethod();
        if (element is MethodDefinition definition)
            return definition;
        // By name and number of parameters: an overload too many is only a method that is not run.
        return element.DeclaringType.GetElementType() is TypeDefinition type
            ? type.Methods.FirstOrDefault(candidate => candidate.Name == element.Name && candidate.Parameters.Count == element.Parameters.Count)
            : null;
    }

    private static bool NamesOther(MethodBody body, ModuleDefinition module) =>
        body.Instructions.Any(instruction => instruction.Operand is MemberReference member and (MethodReference or FieldReference) && !IsHarmless(member, module));

    private static bool IsHarmless(MemberReference member, ModuleDefinition module)
    {
        TypeReference type = member.DeclaringType;
        if (type is ArrayType)
            return true;
        type = type.GetElementType();
        if (type is TypeDefinition own && own.Module == module)
            return true;
        string name = $"{type.FullName}::{member.Name}";
        return !s_excepted.Contains(name) && (s_types.Contains(type.FullName) || s_members.Contains(name));
    }
}
