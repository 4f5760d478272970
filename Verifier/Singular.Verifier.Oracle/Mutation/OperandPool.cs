using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Verifier.Oracle.Seeds;
using Singular.Verifier.Oracle.Weaving;

namespace Singular.Verifier.Oracle.Mutation;

/// <summary>Everything that a token of a seed can name: what its bodies and signatures already name, and types made of those.</summary>
internal sealed class OperandPool
{
    private readonly Dictionary<string, List<FieldReference>> _fieldsByType = [];
    private readonly Dictionary<string, List<MethodReference>> _methodsByResult = [];
    private readonly Dictionary<MethodDefinition, OperandPool> _byMethod = [];

    public OperandPool(Seed seed)
        : this(Collect(seed))
    {
    }

    private OperandPool((IReadOnlyList<TypeReference> Types, IReadOnlyList<FieldReference> Fields, IReadOnlyList<MethodReference> Methods, IReadOnlyList<string> Strings) content)
    {
        (Types, Fields, Methods, Strings) = content;
        foreach (FieldReference field in Fields)
            Listed(_fieldsByType, Signatures.TypeOf(field).FullName).Add(field);
        foreach (MethodReference method in Methods)
            Listed(_methodsByResult, Signatures.ResultOf(method).FullName).Add(method);
    }

    private static (IReadOnlyList<TypeReference> Types, IReadOnlyList<FieldReference> Fields, IReadOnlyList<MethodReference> Methods, IReadOnlyList<string> Strings) Collect(Seed seed)
    {
        var types = new Dictionary<string, TypeReference>(StringComparer.Ordinal);
        var fields = new Dictionary<string, FieldReference>(StringComparer.Ordinal);
        var methods = new Dictionary<string, MethodReference>(StringComparer.Ordinal);
        var strings = new SortedSet<string>(StringComparer.Ordinal) { "text" };
        TypeSystem basic = seed.Module.TypeSystem;
        foreach (TypeReference type in (TypeReference[])[basic.Object, basic.String, basic.Int32, basic.Byte, basic.Int64, basic.Boolean, basic.IntPtr, basic.Double, basic.Char, basic.Int16, basic.Single])
            AddType(type);
        foreach (TypeDefinition type in seed.Types)
        {
            AddType(type);
            foreach (FieldDefinition field in type.Fields)
            {
                AddType(field.FieldType);
                fields.TryAdd(field.FullName, field);
            }
            foreach (MethodDefinition method in type.Methods)
            {
                AddType(method.ReturnType);
                foreach (ParameterDefinition parameter in method.Parameters)
                    AddType(parameter.ParameterType);
                methods.TryAdd(method.FullName, method);
                if (method.HasBody)
                    AddBody(method.Body);
            }
        }
        foreach (TypeReference type in types.Values.ToList())
        {
            if (!type.IsByReference && type is not GenericParameter)
                AddType(new ArrayType(type));
        }
        return ([.. types.Values], [.. fields.Values], [.. methods.Values], [.. strings]);

        void AddType(TypeReference type)
        {
            if (type.MetadataType != MetadataType.Void)
                types.TryAdd(type.FullName, type);
        }

        void AddBody(MethodBody body)
        {
            foreach (VariableDefinition variable in body.Variables)
                AddType(variable.VariableType);
            foreach (Instruction instruction in body.Instructions)
            {
                switch (instruction.Operand)
                {
                    case TypeReference type:
                        AddType(type);
                        break;
                    case FieldReference field:
                        fields.TryAdd(field.FullName, field);
                        AddType(field.DeclaringType);
                        break;
                    case MethodReference method:
                        methods.TryAdd(method.FullName, method);
                        AddType(method.DeclaringType);
                        break;
                    case string text:
                        strings.Add(text);
                        break;
                    default:
                        break;
                }
            }
        }
    }

    public IReadOnlyList<TypeReference> Types { get; }

    public IReadOnlyList<FieldReference> Fields { get; }

    public IReadOnlyList<MethodReference> Methods { get; }

    public IReadOnlyList<string> Strings { get; }

    public IReadOnlyList<FieldReference> FieldsOf(TypeReference type) => _fieldsByType.GetValueOrDefault(type.FullName) ?? [];

    /// <summary>Methods with that result, and constructors of that type.</summary>
    public IReadOnlyList<MethodReference> MethodsOf(TypeReference result) => _methodsByResult.GetValueOrDefault(result.FullName) ?? [];

    /// <summary>What makes sense in a method: nothing with generic variables of others, which would only be refused as metadata.</summary>
    public OperandPool For(MethodDefinition method)
    {
        if (!_byMethod.TryGetValue(method, out OperandPool? pool))
        {
            pool = new OperandPool((
                [.. Types.Where(type => Fits(type, method))],
                [.. Fields.Where(field => Fits(field.DeclaringType, method))],
                [.. Methods.Where(other => Fits(other.DeclaringType, method)
                    && (other is not GenericInstanceMethod instance || instance.GenericArguments.All(argument => Fits(argument, method))))],
                Strings));
            _byMethod.Add(method, pool);
        }
        return pool;
    }

    private static bool Fits(TypeReference type, MethodDefinition method) => type switch
    {
        { ContainsGenericParameter: false } => true,
        GenericParameter variable => variable.Owner == method || variable.Owner == method.DeclaringType,
        GenericInstanceType instance => instance.GenericArguments.All(argument => Fits(argument, method)),
        TypeSpecification specification => Fits(specification.ElementType, method),
        _ => false,
    };

    private static List<T> Listed<T>(Dictionary<string, List<T>> lists, string key)
    {
        if (!lists.TryGetValue(key, out List<T>? list))
            lists.Add(key, list = []);
        return list;
    }
}
