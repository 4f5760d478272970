using Mono.Cecil;
using Singular.Manifests;

namespace Singular.Builder.Generate.Contracts;

/// <summary>Reads the contracts of an assembly and refuses what no code can be generated for.</summary>
internal sealed class ContractReader(AssemblyMap assemblies)
{
    // What the areas of a channel leave beside 64 KiB of spans and strings, less headers and padding (docs/channels.md).
    private const int MaxFixedBytes = 3 * 1024;

    // Each costs a local variable of the boundary and may take a slot of the channel.
    private const int MaxBuffers = 4;

    private const int MaxEndpoints = 4;

    // One bit each in a 32-bit mask; the last stands for "ended".
    private const int MaxStates = 31;

    private const int DefaultLimitMilliseconds = 5_000;

    private readonly ValueReader _values = new(assemblies);

    internal IReadOnlyList<Contract> ReadAll(AssemblyDefinition assembly) =>
        [.. assembly.MainModule.Types
            .Where(type => type.IsInterface && AttributeReading.Has(type, "Contract"))
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(Read)];

    private Contract Read(TypeDefinition type)
    {
        var place = new MemberPlace(type.FullName, null, null);
        if (type.HasGenericParameters || type.HasInterfaces || !type.IsPublic)
            throw place.Refuse("a generic, derived or internal interface", "a public interface that stands alone");
        CustomAttribute contract = AttributeReading.Find(type, "Contract")!;
        IReadOnlyList<string> states = AttributeReading.Find(type, "Protocol") is { } protocol ? AttributeReading.Strings(protocol) : [""];
        if (states.Count is 0 or > MaxStates || states.Distinct(StringComparer.Ordinal).Count() != states.Count)
            throw place.Refuse($"a protocol with {states.Count} states", $"1 to {MaxStates} states, each named once");
        var members = new List<ContractMember>();
        foreach (MethodDefinition method in type.Methods)
            members.Add(ReadMember(type, method, members.Count, states));
        return new Contract(
            type,
            (string)contract.ConstructorArguments[0].Value,
            (int)contract.ConstructorArguments[1].Value,
            (int)contract.ConstructorArguments[2].Value,
            states,
            AttributeReading.Has(type, "Concurrent"),
            members);
    }

    private ContractMember ReadMember(TypeDefinition type, MethodDefinition method, int index, IReadOnlyList<string> states)
    {
        var place = new MemberPlace(type.FullName, method.Name, null);
        if (method.HasGenericParameters || method.IsSpecialName || !method.IsAbstract || method.IsStatic)
            throw place.Refuse("a generic or static member, a property, an event or a body", "an ordinary method without a body");
        var parameters = method.Parameters.Select(parameter => ReadParameter(place with { Parameter = parameter.Name }, parameter)).ToList();
        var resultPlace = place with { Parameter = "result" };
        bool isAsync = method.ReturnType is GenericInstanceType { ElementType.FullName: "System.Threading.Tasks.ValueTask`1" };
        if (isAsync && parameters.Any(parameter => parameter.Element is not null))
            throw place.Refuse("a span in a member that returns a task", "values only: a span is borrowed for the length of the call");
        if (isAsync && Next(method, states, "ThenOnFailure", place) is not null)
            throw place.Refuse("ThenOnFailure on a member that gives a task", "one state after it: the state follows when the call is made");
        TypeReference resultType = isAsync ? ((GenericInstanceType)method.ReturnType).GenericArguments[0] : method.ReturnType;
        ValueShape? result = resultType.FullName == "System.Void" ? null : _values.ReadResult(resultType, resultPlace);
        if (result is { HasText: true } && parameters.Any(parameter => parameter.IsWritable))
            throw resultPlace.Refuse("strings in the result of a member with a writable span", "one or the other: both travel back in one answer");
        if (result is BufferShape or ResultShape { Value: BufferShape } && parameters.Any(parameter => parameter.IsWritable))
            throw resultPlace.Refuse("a buffer in the result of a member with a writable span", "one or the other: both travel back in one answer");
        if (parameters.Count(parameter => parameter.Buffer is not null) is > MaxBuffers and var count)
            throw place.Refuse($"{count} buffers as parameters", $"at most {MaxBuffers}");
        if (parameters.Count(parameter => parameter.Endpoint is not null) is > 0 and var endpoints && (endpoints > MaxEndpoints || parameters.Any(parameter => parameter.Buffer is not null)))
            throw place.Refuse($"{endpoints} endpoints as parameters, or beside a buffer", $"at most {MaxEndpoints}, and buffers by a member of their own");
        int fixedBytes = parameters.Sum(parameter => parameter.Value?.FixedBytes ?? 12);
        if (fixedBytes > MaxFixedBytes || result?.FixedBytes > MaxFixedBytes)
            throw place.Refuse($"values of {fixedBytes} bytes", $"at most {MaxFixedBytes} bytes besides spans and strings");
        return new ContractMember
        {
            Index = index,
            Method = method,
            Parameters = parameters,
            Result = result,
            IsAsync = isAsync,
            IsRepeatable = Repeatable(type, method, parameters, result, place),
            IsEnd = AttributeReading.Has(method, "Ends"),
            States = Mask(method, states, place),
            Then = Next(method, states, "Then", place),
            ThenOnFailure = Next(method, states, "ThenOnFailure", place),
            LimitMilliseconds = (AttributeReading.Find(method, "TimeLimit") ?? AttributeReading.Find(type, "TimeLimit")) is { } limit
                ? (int)limit.ConstructorArguments[0].Value
                : DefaultLimitMilliseconds,
            Since = Since(type, method, place),
        };
    }

    private ParameterShape ReadParameter(MemberPlace place, ParameterDefinition parameter)
    {
        TypeReference type = parameter.ParameterType;
        if (type is GenericInstanceType { ElementType.FullName: "System.Span`1" or "System.ReadOnlySpan`1" } span)
        {
            PrimitiveShape? element = ValueReader.Primitive(span.GenericArguments[0]);
            if (element is null or { NeedsNormalising: true } or { HasRule: true })
            {
                throw place.Refuse(
                    $"a span of {span.GenericArguments[0].FullName}", "a span of integers, characters or floating-point numbers");
            }
            return new ParameterShape(parameter.Name, type, null, element, span.ElementType.Name == "Span`1");
        }
        return new ParameterShape(parameter.Name, type, ValueReader.ReadBuffer(type, place) ?? (ValueShape?)ReadEndpoint(type, place) ?? _values.Read(type, place), null, false);
    }

    /// <summary>An endpoint that a server is handed can be given back: it has a member that ends it.</summary>
    private EndpointShape? ReadEndpoint(TypeReference type, MemberPlace place)
    {
        if (_values.ReadEndpoint(type) is not { } endpoint)
            return null;
        return endpoint.Contract.Methods.Any(method => AttributeReading.Has(method, "Ends") && !method.HasParameters && method.ReturnType.FullName == "System.Void")
            ? endpoint
            : throw place.Refuse($"an endpoint of {endpoint.Contract.FullName}, which no member ends", "a contract with a member that is marked [Ends], takes nothing and returns nothing: void Close()");
    }

    private static int Since(TypeDefinition type, MethodDefinition method, MemberPlace place)
    {
        int since = ContractVersions.SinceOf(method);
        return since <= ContractVersions.MinorOf(type)
            ? since
            : throw place.Refuse($"[Since({since})]", $"a minor version up to {ContractVersions.MinorOf(type)}, the contract's own");
    }

    private static bool Repeatable(
        TypeDefinition type, MethodDefinition method, List<ParameterShape> parameters, ValueShape? result, MemberPlace place)
    {
        bool repeatable = AttributeReading.Has(type, "Repeatable") || AttributeReading.Has(method, "Repeatable");
        if (repeatable && (result is EndpointShape or ResultShape { Value: EndpointShape }))
            throw place.Refuse("a repeatable member that gives an endpoint", "a member that is not repeatable");
        if (repeatable && parameters.Any(parameter => parameter.Endpoint is not null))
            throw place.Refuse("a repeatable member that takes an endpoint", "a member that is not repeatable: a server that died in the request may have had it");
        if (repeatable && (parameters.Any(parameter => parameter.Buffer is not null) || result is BufferShape or ResultShape { Value: BufferShape }))
            throw place.Refuse("a repeatable member that moves a buffer", "a member that is not repeatable: a buffer moves once, so the request cannot be made again");
        return repeatable;
    }

    private static uint Mask(MethodDefinition method, IReadOnlyList<string> states, MemberPlace place)
    {
        uint all = uint.MaxValue >> (32 - states.Count);
        if (AttributeReading.Find(method, "When") is not { } when)
            return all;
        uint mask = 0;
        foreach (string name in AttributeReading.Strings(when))
            mask |= 1u << State(states, name, place);
        return mask;
    }

    private static int? Next(MethodDefinition method, IReadOnlyList<string> states, string property, MemberPlace place) =>
        AttributeReading.Find(method, "When") is { } when && AttributeReading.Property(when, property) is { } name
            ? State(states, name, place)
            : null;

    private static int State(IReadOnlyList<string> states, string name, MemberPlace place)
    {
        for (int i = 0; i < states.Count; i++)
        {
            if (states[i] == name)
                return i;
        }
        throw place.Refuse($"the state '{name}'", $"one of the states of the protocol: {string.Join(", ", states)}");
    }
}
