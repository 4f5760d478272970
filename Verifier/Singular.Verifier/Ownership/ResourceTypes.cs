using Mono.Cecil;
using Singular.Verifier.Contracts;
using Singular.Verifier.Protocols;
using Singular.Verifier.Types;

namespace Singular.Verifier.Ownership;

/// <summary>Which types the analysis follows. They count only when they come from Singular.Channels and the platform.</summary>
internal sealed class ResourceTypes(TypeUniverse universe)
{
    private const string Channels = "Singular.Channels";

    private readonly Dictionary<IlType, ResourceKind> _kinds = [];
    private readonly Dictionary<IlType, bool> _mentions = [];
    private readonly Dictionary<TypeDefinition, ContractProtocol?> _protocols = [];

    public ResourceKind KindOf(IlType? type)
    {
        if (type is not DefinedType defined)
            return ResourceKind.None;
        if (!_kinds.TryGetValue(defined, out ResourceKind kind))
            _kinds.Add(defined, kind = Classify(defined));
        return kind;
    }

    /// <summary>What is inside a carrier; the type itself when it carries nothing.</summary>
    public static IlType PayloadOf(IlType type) =>
        type is DefinedType { Arguments: [var payload, ..] } ? payload : type;

    /// <summary>The protocol of an endpoint, or of the endpoint in a carrier; null for buffers.</summary>
    public ContractProtocol? ProtocolOf(IlType type)
    {
        while (KindOf(type) == ResourceKind.EndpointCarrier)
            type = PayloadOf(type);
        return type is DefinedType { Info.Definition: var definition } ? ProtocolOf(definition) : null;
    }

    /// <summary>Whether a type is, or holds anywhere, a buffer or a pin.</summary>
    public bool Mentions(IlType type)
    {
        if (_mentions.TryGetValue(type, out bool known))
            return known;
        bool result = KindOf(type) is ResourceKind.Buffer or ResourceKind.Pin || type switch
        {
            DefinedType defined => Array.Exists(defined.Arguments, Mentions),
            VectorType vector => Mentions(vector.Element),
            MultiArrayType array => Mentions(array.Element),
            ManagedPointerType pointer => Mentions(pointer.Element),
            UnmanagedPointerType pointer => Mentions(pointer.Element),
            ModifiedType modified => Mentions(modified.Element),
            _ => false,
        };
        _mentions.Add(type, result);
        return result;
    }

    /// <summary>A type of the channel library, by name without namespace.</summary>
    public static bool IsChannelType(IlType? type, string name) =>
        type is DefinedType { Info.Definition: { DeclaringType: null, Namespace: Channels } definition }
        && definition.Name == name && definition.Module.Assembly?.Name.Name == Channels;

    /// <summary>A type of the platform's core library, by namespace and name.</summary>
    public bool IsPlatformType(IlType? type, string @namespace, string name) =>
        type is DefinedType { Info.Definition: { DeclaringType: null } definition } && definition.Module == universe.Core
        && definition.Namespace == @namespace && definition.Name == name;

    /// <summary>The compiler's builder of a task whose result is a buffer or an endpoint.</summary>
    public bool IsBuilder(IlType? type) => IsPlatformType(type, "System.Runtime.CompilerServices", "AsyncValueTaskMethodBuilder`1");

    private ResourceKind Classify(DefinedType type)
    {
        if (IsChannelType(type, "Owned`1"))
            return ResourceKind.Buffer;
        if (IsChannelType(type, "Pinned`1"))
            return ResourceKind.Pin;
        if (ProtocolOf(type.Info.Definition) is not null)
            return ResourceKind.Endpoint;
        bool isCarrier = IsChannelType(type, "Result`2") || IsPlatformType(type, "System.Threading.Tasks", "ValueTask`1")
            || IsPlatformType(type, "System.Runtime.CompilerServices", "ValueTaskAwaiter`1");
        if (!isCarrier || type.Arguments.Length == 0)
            return ResourceKind.None;
        return KindOf(type.Arguments[0]) switch
        {
            ResourceKind.Buffer or ResourceKind.BufferCarrier => ResourceKind.BufferCarrier,
            ResourceKind.Endpoint or ResourceKind.EndpointCarrier => ResourceKind.EndpointCarrier,
            _ => ResourceKind.None,
        };
    }

    private ContractProtocol? ProtocolOf(TypeDefinition definition)
    {
        if (!_protocols.TryGetValue(definition, out ContractProtocol? protocol))
            _protocols.Add(definition, protocol = ContractNames.IsContract(definition) ? new ContractProtocol(definition) : null);
        return protocol;
    }
}
