using Singular.Channels.Runtime;

namespace Singular.Channels.Tests.ExchangeHeap;

/// <summary>The two ends of a region with slots, each with a mapping of its own, in one process.</summary>
internal sealed class SlotEnds : IDisposable
{
    private readonly ChannelRegion _near;
    private readonly ChannelRegion _far;

    /// <param name="server">Stands for the server at the client's end, and makes its buffers in the slots there.</param>
    /// <param name="client">Stands for the client at the server's end.</param>
    internal SlotEnds(Domain server, Domain client)
    {
        LinuxChannelMemory memory = LinuxChannelMemory.Create(ChannelLayout.RegionBytesWithBuffers);
        NearMemory = new WatchedMemory(memory);
        _near = new ChannelRegion(NearMemory);
        _far = new ChannelRegion(LinuxChannelMemory.Open(memory.Path));
        Client = BufferPort.OfClient(server, _near);
        Server = BufferPort.OfServer(client, _far);
        Client.LendTo(server);
    }

    /// <summary>The client's mapping.</summary>
    internal WatchedMemory NearMemory { get; }

    /// <summary>The client's end.</summary>
    internal BufferPort Client { get; }

    /// <summary>The server's end.</summary>
    internal BufferPort Server { get; }

    internal static byte[] Send(BufferPort port, long word)
    {
        byte[] message = new byte[ChannelLayout.AreaBytes];
        var writer = new WireWriter(message, 0);
        port.Send(CallContext.Current, ref writer, word);
        return message[..writer.Length];
    }

    internal static long Receive(BufferPort port, byte[] message, int elementBytes = 1)
    {
        var reader = new WireReader(message, 0);
        long word = port.Receive(ref reader, elementBytes);
        reader.ReadEnd();
        return word;
    }

    /// <summary>The channel ends, and both sides let go of the region.</summary>
    public void Dispose()
    {
        Client.Close();
        Server.Close();
        _near.Dispose();
        _far.Dispose();
    }

    /// <summary>Memory that counts how often it was given back.</summary>
    internal sealed class WatchedMemory(IChannelMemory memory) : IChannelMemory
    {
        private int _disposed;

        public nint Address => memory.Address;

        public int Length => memory.Length;

        internal int Disposed => Volatile.Read(ref _disposed);

        public void Dispose()
        {
            Interlocked.Increment(ref _disposed);
            memory.Dispose();
        }
    }
}
