using System.Diagnostics;
using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;

namespace Singular.Channels.Tests.ExchangeHeap;

/// <summary>A server in a process that may be killed at any moment, its supervisor, and what it should be holding.</summary>
internal sealed class KillableServer : IDisposable
{
    private readonly ProcessReserve _reserve;
    private readonly ServerSlot _slot;
    private readonly ContractBinding _binding = GeneratedCode.For<IBuffers>();
    private readonly List<Domain> _dead = [];
    private Life _life;

    internal KillableServer(string name, ProcessReserve reserve)
    {
        _reserve = reserve;
        _slot = new ServerSlot(name);
        _life = Begin();
        Client = (IBuffers)(object)_binding.CreateBoundary(_slot, Domain.Kernel);
    }

    /// <summary>What the client holds; it goes on with each new life.</summary>
    internal IBuffers Client { get; }

    /// <summary>The stamps of the buffers that this life keeps, oldest first.</summary>
    internal Queue<(long Stamp, int Length)> Kept { get; } = new();

    internal int Lives { get; private set; }

    /// <summary>What is charged for this life here: buffers in slots that its process has.</summary>
    internal Domain Account => _life.Domain;

    /// <summary>Kills the process, without telling anybody.</summary>
    internal void Kill() => Volatile.Read(ref _life).Kill();

    /// <summary>Waits for the end of a life that a call has seen end, checks that nothing is charged for it any more, and begins another.</summary>
    /// <returns>Buffers that went with it.</returns>
    internal int Restart()
    {
        _life.End();
        Assert.Equal((0, 0L), (_life.Domain.BufferCount, _life.Domain.BufferBytes));
        _dead.Add(_life.Domain);
        int lost = Kept.Count;
        Kept.Clear();
        Volatile.Write(ref _life, Begin());
        return lost;
    }

    public void Dispose()
    {
        _life.Kill();
        _life.End();
        _dead.Add(_life.Domain);
        Assert.All(_dead, domain => Assert.Equal((0, 0L), (domain.BufferCount, domain.BufferBytes)));
    }

    private Life Begin()
    {
        Lives++;
        LinuxChannelMemory memory = LinuxChannelMemory.Create(ChannelLayout.RegionBytesWithBuffers);
        var region = new ChannelRegion(memory);
        region.Format();
        var domain = new Domain(_slot.ServerName, DomainOptions.None);
        var channel = new ClientChannel(region, new FutexWaker(), new DriverPeer(domain));
        channel.LendBuffersTo(Domain.Kernel);
        Process process = _reserve.Take();
        FarProgramFolder.Serve(process, memory, nameof(IBuffers));
        var life = new Life(domain, channel, region, process);
        _slot.Install(domain, _binding.CreateClient(channel));
        return life;
    }

    private sealed class Life
    {
        private readonly ClientChannel _channel;
        private readonly ChannelRegion _region;
        private readonly Process _process;
        private readonly Thread _watch;
        private readonly Lock _gate = new();
        private bool _ended;

        internal Life(Domain domain, ClientChannel channel, ChannelRegion region, Process process)
        {
            Domain = domain;
            _channel = channel;
            _region = region;
            _process = process;
            _watch = new Thread(Watch) { IsBackground = true };
            _watch.Start();
        }

        internal Domain Domain { get; }

        internal void Kill()
        {
            lock (_gate)
            {
                if (!_ended)
                    _process.Kill();
            }
        }

        internal void End()
        {
            Assert.True(_watch.Join(TimeSpan.FromSeconds(30)), "the process has ended");
            Assert.True(Domain.WaitUntilEmpty(TimeSpan.FromSeconds(30)));
            _region.Dispose();
            lock (_gate)
            {
                _ended = true;
                _process.Dispose();
            }
            Domain.Retire();
        }

        // What a supervisor does.
        private void Watch()
        {
            _process.WaitForExit();
            Domain.Condemn("ProcessEnded", "its process was killed");
            _channel.Close();
        }
    }
}
