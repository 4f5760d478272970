using Singular.Channels;

namespace Singular.Contracts;

/// <summary>What a network device is.</summary>
/// <param name="Address">Its own address, which is in the frames that it receives; neither 0 nor a group address.</param>
/// <param name="MaxDataBytes">Most bytes of data behind the 14 of the header: 1,500 on plain Ethernet, more with jumbo frames; 46 to 9,216.</param>
[Exchangeable]
public readonly record struct NetworkIdentity(MacAddress Address, int MaxDataBytes);
