using System.Buffers.Binary;
using System.Diagnostics;
using Singular.Channels;
using Singular.Channels.Noise;
using Singular.Contracts;
using Singular.Drivers;
using Singular.Kernel.Machine;

namespace Singular.Kernel.HostileDevice;

/// <summary>A network device that gives back what was sent, and meanwhile does the harm that <see cref="HostileOrders"/> say.</summary>
[Driver(Provides = typeof(INetworkDevice))]
public sealed unsafe class HostileDevice : INetworkDevice
{
    private const int LongestLifeMilliseconds = 60;

    // The longest one outlasts the first calls, so that traffic flows before the noise begins.
    private const int LongestQuietMilliseconds = 20;

    private const int CountMilliseconds = 2;

    private readonly OwnedQueue<byte> _frames = new();
    private readonly IBlockDevice _disk;
    private readonly MemoryBlock _orders;
    private readonly Random _random;
    private readonly uint _life;

    public HostileDevice(IBlockDevice disk, [Memory(HostileOrders.Block, HostileOrders.BlockBytes)] MemoryBlock orders)
    {
        _disk = disk;
        _orders = orders;
        _life = Get(HostileOrders.Lives);
        Set(HostileOrders.Lives, _life + 1);
        _random = new Random((int)(Get(HostileOrders.Seed) + _life));
        // In its first life it wins everybody's trust.
        if (_life == 0)
            return;
        switch (Get(HostileOrders.What))
        {
            case HostileOrders.MakeNoise:
                Start(UseDisk);
                Start(MakeNoise);
                break;
            case HostileOrders.Die:
                Start(UseDisk);
                Start(Die);
                break;
        }
    }

    public NetworkIdentity Identity() => new(new MacAddress(0x02_00_00_00_00_02), 9_216);

    public LinkStatus Link() => new(IsUp: true, 0, IsFullDuplex: true);

    public Result<Done, NetworkError> Send(Owned<byte> frame)
    {
        _frames.Enqueue(frame);
        return default(Done);
    }

    public Result<Owned<byte>, NetworkError> TryReceive() => _frames.TryDequeue(out Owned<byte> frame) ? frame : NetworkError.Empty;

    public ValueTask<int> WaitForFrame() => new(1);

    public ValueTask<int> WaitForRoom() => new(1);

    public ValueTask<LinkStatus> WaitForLink(LinkStatus known) => new(Link());

    private static void Start(ThreadStart work) => new Thread(work) { IsBackground = true }.Start();

    /// <summary>Calls as a client, so that the channel of the import has traffic, too.</summary>
    private void UseDisk()
    {
        Span<byte> block = stackalloc byte[512];
        while (Get(HostileOrders.What) != HostileOrders.Behave)
        {
            try
            {
                _disk.Read(_disk.Geometry().BlockCount - 1, block);
            }
            catch (ChannelException)
            {
                // Its own noise, most of the time.
                Thread.Sleep(1);
            }
        }
    }

    private void MakeNoise()
    {
        Thread.Sleep(_random.Next(LongestQuietMilliseconds));
        var platform = new NucleusDriverPlatform();
        var kind = (NoiseKind)(_life % Enum.GetValues<NoiseKind>().Length);
        NoiseMaker[] makers = [.. Enumerable.Range(1, HostileOrders.Regions).Select(slot => new NoiseMaker(kind, platform.OpenRegion(slot), platform.Waker, _random.NextInt64()))];
        uint before = Get(HostileOrders.NoiseMilliseconds);
        uint[] writesBefore = [.. makers.Select((_, region) => Get(Entry(region) + HostileOrders.RegionKiloWrites))];
        var clock = Stopwatch.StartNew();
        while (Get(HostileOrders.What) == HostileOrders.MakeNoise)
        {
            // Whoever ends this process loses the last milliseconds of the count.
            Thread.Sleep(CountMilliseconds);
            Set(HostileOrders.NoiseMilliseconds, before + (uint)clock.ElapsedMilliseconds);
            for (int region = 0; region < makers.Length; region++)
            {
                Set(Entry(region) + HostileOrders.RegionBytes, (uint)makers[region].Bytes);
                Set(Entry(region) + HostileOrders.RegionKiloWrites, writesBefore[region] + (uint)(makers[region].Writes / 1_000));
            }
        }
        foreach (NoiseMaker maker in makers)
            maker.Stop();
    }

    private void Die()
    {
        Thread.Sleep(_random.Next(LongestLifeMilliseconds));
        if (_life % 2 == 0)
            Environment.Exit(7);
        // No page is mapped there.
        *(int*)(nint)0x1_0000 = 0;
    }

    private static int Entry(int region) => HostileOrders.FirstRegion + region * HostileOrders.RegionEntry;

    private uint Get(int offset)
    {
        Span<byte> word = stackalloc byte[sizeof(uint)];
        _orders.Read(offset, word);
        return BinaryPrimitives.ReadUInt32LittleEndian(word);
    }

    private void Set(int offset, uint value)
    {
        Span<byte> word = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(word, value);
        _orders.Write(offset, word);
    }
}
