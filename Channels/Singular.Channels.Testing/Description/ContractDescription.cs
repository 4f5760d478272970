using System.Collections.Concurrent;
using System.Reflection;

namespace Singular.Channels.Testing;

/// <summary>A contract as its attributes describe it, read from the interface.</summary>
public sealed class ContractDescription
{
    private static readonly ConcurrentDictionary<Type, ContractDescription> s_known = new();

    private readonly string[] _states;

    private ContractDescription(Type type)
    {
        ContractAttribute contract = type.GetCustomAttribute<ContractAttribute>()
            ?? throw new ArgumentException($"{type} is not marked [Contract]; only contracts can be tested.", nameof(type));
        Type = type;
        Name = contract.Name;
        Version = $"{contract.Major}.{contract.Minor}";
        IsConcurrent = type.IsDefined(typeof(ConcurrentAttribute));
        _states = type.GetCustomAttribute<ProtocolAttribute>()?.States ?? [""];
        Members = [.. type.GetMethods().OrderBy(method => method.MetadataToken).Select(method => new MemberDescription(this, method))];
    }

    public Type Type { get; }

    /// <summary>The contract's name, e.g. <c>singular.clock</c>.</summary>
    public string Name { get; }

    /// <summary>Major and minor version, e.g. <c>1.0</c>.</summary>
    public string Version { get; }

    public bool IsConcurrent { get; }

    /// <summary>A buffer is among the arguments or results of the contract, or of one that comes out of it.</summary>
    internal bool MovesBuffers => Reachable().Any(contract => contract.Members.Any(member => member.TakesBuffers || member.BufferElement is not null));

    /// <summary>An endpoint is among the arguments of the contract, or of one that comes out of it: clients are called back.</summary>
    internal bool TakesEndpoints => Reachable().Any(contract => contract.Members.Any(member => member.TakesEndpoints));

    /// <summary>A client may be given an endpoint that another client has handed over.</summary>
    internal bool MayLeadOn(Type endpoint) => Reachable().Any(contract => contract.Members.Any(member => member.Parameters.Any(parameter => parameter.Type == endpoint)));

    /// <summary>In the order of the interface.</summary>
    public IReadOnlyList<MemberDescription> Members { get; }

    /// <summary>The member that ends an endpoint; null where the contract has none.</summary>
    public MemberDescription? End => Members.FirstOrDefault(member => member.IsEnd);

    /// <exception cref="ArgumentException">The type is no contract.</exception>
    public static ContractDescription Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return s_known.GetOrAdd(type, static key => new ContractDescription(key));
    }

    /// <summary>The contract and all that its members hand out, directly or through each other.</summary>
    public IReadOnlyList<ContractDescription> Reachable()
    {
        var found = new List<ContractDescription> { this };
        for (int i = 0; i < found.Count; i++)
        {
            foreach (MemberDescription member in found[i].Members)
            {
                if (member.EndpointType is { } endpoint && found.TrueForAll(known => known.Type != endpoint))
                    found.Add(Of(endpoint));
            }
        }
        return found;
    }

    internal int StateNumber(string state)
    {
        int number = Array.IndexOf(_states, state);
        return number >= 0
            ? number
            : throw new ArgumentException($"{Type} names the state '{state}', which its [Protocol] does not have.", nameof(state));
    }

    public override string ToString() => $"{Name} {Version}";
}
