using Singular.Channels.Runtime;

namespace Singular.Channels.Tests.Placements;

/// <summary>What a side that keeps to no rule does with a region: any bytes to any place, a word at a time.</summary>
internal static class RegionBytes
{
    /// <summary>Puts bytes at a multiple of 4; up to 3 at the end are left out.</summary>
    internal static void Put(this ChannelRegion region, int offset, ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i + 4 <= bytes.Length; i += 4)
            region.Write(offset + i, BitConverter.ToUInt32(bytes[i..]));
    }

    internal static byte[] Get(this ChannelRegion region, int offset, int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i + 4 <= count; i += 4)
            BitConverter.TryWriteBytes(bytes.AsSpan(i), region.Read(offset + i));
        return bytes;
    }

    /// <summary>Puts a request into its slot, with a length that need not be that of its arguments, and rings.</summary>
    internal static void PutRequest(this ChannelRegion region, uint number, uint target, uint member, ulong ticket, ReadOnlySpan<byte> arguments, uint? length = null)
    {
        int slot = ChannelLayout.RequestSlot(number);
        region.Write64(slot, (length ?? (uint)arguments.Length) | ((ulong)target << 32));
        region.Write64(slot + 8, member);
        region.Write64(slot + 16, ticket);
        region.Put(arguments.Length > ChannelLayout.RequestSlotArguments ? ChannelLayout.RequestArea : slot + ChannelLayout.RequestHeaderBytes, arguments);
        region.Write(ChannelLayout.RequestBell, number);
        new FutexWaker().Wake(region.AddressOf(ChannelLayout.RequestBell));
    }
}
