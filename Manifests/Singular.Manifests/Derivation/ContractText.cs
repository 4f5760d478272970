using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mono.Cecil;

namespace Singular.Manifests;

/// <summary>The canonical text of a contract and its hash.</summary>
/// <remarks>
/// One line for each fact, lines in ordinal order within their part, each ended by a line feed:
/// <code>
/// contract singular.clock 1.0
/// interface Singular.Contracts.IClock
/// repeatable
/// call Now() -&gt; Singular.Channels.Result&lt;Singular.Contracts.CalendarTime, Singular.Contracts.ClockError&gt;
/// enum Singular.Contracts.ClockError : int { NotReady = 0, InvalidTime = 1 }
/// struct Singular.Contracts.CalendarTime (int Year, int Month, int Day, int Hour, int Minute, int Second)
/// </code>
/// Endpoints that members hand over are named with their type's name, and a line <c>uses NAME MAJOR</c> says which
/// contract that is: each contract has a text of its own. Names of parameters do not count, names of struct members do. A member that
/// came in a later minor version ends with <c>since MINOR</c>, so that the text of each older version follows from this one.
/// </remarks>
public sealed class ContractText
{
    private const string Attributes = "Singular.Channels.";

    private readonly SortedSet<string> _types = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    private ContractText(TypeDefinition contract)
    {
        CustomAttribute attribute = AttributeReading.Find(contract, Attributes + "ContractAttribute")
            ?? throw Invalid(contract, "the interface has no Contract attribute", "mark it with [Contract(name, major, minor)]");
        if (!contract.IsInterface || contract.HasGenericParameters)
            throw Invalid(contract, "a contract is an interface without type parameters", "make it one");
        Name = AttributeReading.Argument<string>(attribute, 0) ?? "";
        Major = AttributeReading.Int32(attribute, 1) ?? 0;
        Minor = AttributeReading.Int32(attribute, 2) ?? -1;
        if (!NameRules.IsContractName(Name) || Major is < 1 or > ushort.MaxValue || Minor is < 0 or > ushort.MaxValue)
            throw Invalid(contract, "the Contract attribute's name or version is not formed as it must be", "write e.g. [Contract(\"acme.meter\", 1, 0)]");
        Text = Write(contract);
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
    }

    /// <summary>The contract's name.</summary>
    public string Name { get; }

    public int Major { get; }

    public int Minor { get; }

    /// <summary>The canonical text.</summary>
    public string Text { get; }

    /// <summary>SHA-256 of the text in UTF-8, 64 lower-case hexadecimal digits.</summary>
    public string Hash { get; }

    public ContractReference Reference => new(Name, Major, Minor, Hash);

    /// <summary>Makes the text of a contract interface.</summary>
    /// <exception cref="RefusedException"><c>ContractInvalid</c>, or a code that says that an assembly is missing or cannot
    /// be read.</exception>
    public static ContractText Of(TypeDefinition contract)
    {
        try
        {
            return new ContractText(contract);
        }
        catch (Exception error) when (error is not (RefusedException or OutOfMemoryException))
        {
            throw AssemblyImage.Unreadable(contract.Module.Name, error);
        }
    }

    private string Write(TypeDefinition contract)
    {
        _seen.Add(TypeText.FullName(contract));
        var members = new SortedSet<string>(StringComparer.Ordinal);
        foreach (InterfaceImplementation parent in contract.Interfaces)
            members.Add($"extends {TypeText.Of(Visit(parent.InterfaceType))}");
        foreach (MethodDefinition method in contract.Methods)
            members.Add(Member(method));

        var text = new StringBuilder();
        Line(text, string.Create(CultureInfo.InvariantCulture, $"contract {Name} {Major}.{Minor}"));
        Line(text, $"interface {TypeText.FullName(contract)}");
        foreach (string fact in InterfaceFacts(contract))
            Line(text, fact);
        foreach (string member in members)
            Line(text, member);
        foreach (string type in _types)
            Line(text, type);
        return text.ToString();
    }

    private static IEnumerable<string> InterfaceFacts(TypeDefinition contract)
    {
        if (AttributeReading.Has(contract, Attributes + "ConcurrentAttribute"))
            yield return "concurrent";
        if (AttributeReading.Find(contract, Attributes + "ProtocolAttribute") is { } protocol)
            yield return $"protocol {string.Join(' ', AttributeReading.Strings(protocol, 0).Select(Plain))}";
        if (AttributeReading.Has(contract, Attributes + "RepeatableAttribute"))
            yield return "repeatable";
        if (AttributeReading.Find(contract, Attributes + "TimeLimitAttribute") is { } limit)
            yield return string.Create(CultureInfo.InvariantCulture, $"limit {AttributeReading.Int32(limit, 0)}");
    }

    private string Member(MethodDefinition method)
    {
        if (method.HasGenericParameters || method.IsStatic || !method.IsAbstract)
            throw Invalid(method.DeclaringType, $"{method.Name} is generic, static or has a body", "declare plain members only");
        var text = new StringBuilder("call ").Append(Plain(method.Name)).Append('(');
        for (int i = 0; i < method.Parameters.Count; i++)
        {
            ParameterDefinition parameter = method.Parameters[i];
            if (i > 0)
                text.Append(", ");
            if (parameter.IsOut)
                text.Append("out ");
            text.Append(TypeText.Of(Visit(parameter.ParameterType)));
        }
        text.Append(") -> ").Append(TypeText.Of(Visit(method.ReturnType)));
        AppendMemberFacts(text, method);
        return text.ToString();
    }

    private static void AppendMemberFacts(StringBuilder text, MethodDefinition method)
    {
        if (AttributeReading.Has(method, Attributes + "EndsAttribute"))
            text.Append(" ends");
        if (AttributeReading.Has(method, Attributes + "RepeatableAttribute"))
            text.Append(" repeatable");
        if (AttributeReading.Find(method, Attributes + "TimeLimitAttribute") is { } limit)
            text.Append(CultureInfo.InvariantCulture, $" limit {AttributeReading.Int32(limit, 0)}");
        if (ContractVersions.SinceOf(method) is > 0 and int since)
            text.Append(CultureInfo.InvariantCulture, $" since {since}");
        if (AttributeReading.Find(method, Attributes + "WhenAttribute") is { } when)
        {
            text.Append(" when ").AppendJoin('|', AttributeReading.Strings(when, 0).Select(Plain));
            if (AttributeReading.Property(when, "Then") is string then)
                text.Append(" then ").Append(Plain(then));
            if (AttributeReading.Property(when, "ThenOnFailure") is string thenOnFailure)
                text.Append(" then-on-failure ").Append(Plain(thenOnFailure));
        }
    }

    /// <summary>Adds the lines of all types that a signature names; gives the type back.</summary>
    private TypeReference Visit(TypeReference type)
    {
        // Bounded by TypeText, which refuses deeper nesting; called first for that reason.
        TypeText.Of(type);
        VisitParts(type);
        return type;
    }

    private void VisitParts(TypeReference type)
    {
        if (type is GenericInstanceType generic)
        {
            foreach (TypeReference argument in generic.GenericArguments)
                VisitParts(argument);
            return;
        }
        if (type is TypeSpecification specification)
        {
            VisitParts(specification.ElementType);
            return;
        }
        string name = TypeText.FullName(type);
        // The platform's types are known by name; the frozen profile says what they are.
        if (type is GenericParameter || type.IsPrimitive || name.StartsWith("System.", StringComparison.Ordinal) || !_seen.Add(name))
            return;
        TypeDefinition definition = type.Resolve()
            ?? throw Invalid(type, "the type was not found in the assembly that it is said to be in", "build against the contract assembly that is installed");
        if (definition.IsEnum)
            _types.Add(Enum(definition));
        else if (definition.IsValueType && AttributeReading.Has(definition, Attributes + "ExchangeableAttribute"))
            _types.Add(Struct(definition));
        else if (definition.IsInterface && AttributeReading.Find(definition, Attributes + "ContractAttribute") is { } endpoint)
            _types.Add(string.Create(CultureInfo.InvariantCulture, $"uses {ContractName(endpoint)} {AttributeReading.Int32(endpoint, 1)} as {name}"));
        else
            throw Invalid(type, "the type is no enum, no exchangeable struct and no contract, so it cannot cross a channel", "mark it [Exchangeable] or leave it out");
    }

    private static string Enum(TypeDefinition definition)
    {
        var values = new List<string>();
        string underlying = "int";
        foreach (FieldDefinition field in definition.Fields)
        {
            if (field.IsStatic)
                values.Add(string.Create(CultureInfo.InvariantCulture, $"{Plain(field.Name)} = {field.Constant}"));
            else
                underlying = TypeText.Of(field.FieldType);
        }
        return $"enum {TypeText.FullName(definition)} : {underlying} {{ {string.Join(", ", values)} }}";
    }

    private string Struct(TypeDefinition definition)
    {
        // The one public constructor of a positional record struct names its values; a struct without values has none.
        MethodDefinition? constructor = null;
        foreach (MethodDefinition method in definition.Methods)
        {
            if (!method.IsConstructor || method.IsStatic || !method.IsPublic)
                continue;
            if (constructor is not null)
                throw Invalid(definition, "an exchangeable struct has one public constructor", "remove the others");
            constructor = method;
        }
        var members = new List<string>();
        foreach (ParameterDefinition parameter in constructor?.Parameters.ToArray() ?? [])
            members.Add($"{TypeText.Of(Visit(parameter.ParameterType))} {Plain(parameter.Name)}");
        return $"struct {TypeText.FullName(definition)} ({string.Join(", ", members)})";
    }

    // Metadata allows any name; only plain ones keep the text free of two readings.
    private static string Plain(string name) => NameRules.IsParameter(name)
        ? name
        : throw new RefusedException(RefusalCode.ContractInvalid, name, "the name of a member, value or state is not made of ASCII letters and digits", "rename it");

    private static string ContractName(CustomAttribute contract)
    {
        string name = AttributeReading.Argument<string>(contract, 0) ?? "";
        return NameRules.IsContractName(name)
            ? name
            : throw new RefusedException(RefusalCode.ContractInvalid, name, "the name of a contract that is handed over is not formed as it must be", "correct its Contract attribute");
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');

    private static RefusedException Invalid(TypeReference type, string what, string remedy) =>
        new(RefusalCode.ContractInvalid, TypeText.FullName(type), what, remedy);
}
