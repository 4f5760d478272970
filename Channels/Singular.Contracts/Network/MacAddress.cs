using Singular.Channels;

namespace Singular.Contracts;

/// <summary>An address of 48 bits (EUI-48; IEEE Std 802-2014, section 8).</summary>
/// <param name="Value">Its six bytes, the first on the wire in bits 47 to 40; bits 63 to 48 are 0. Bit 40 marks a group address, all 48 bits
/// set are the broadcast address.</param>
[Exchangeable]
public readonly record struct MacAddress(ulong Value);
