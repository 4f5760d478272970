using System.Diagnostics;
using System.Globalization;
using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;

namespace Singular.Channels.Tests;

/// <summary>A generated program in a second process: the entry assembly, the stubs and the region between real address spaces.</summary>
public sealed class FarProcessTests : IDisposable
{
    private readonly FarProgramFolder _program = new();
    private readonly Domain _server = new("FarDriver#0", DomainOptions.None);
    private readonly LinuxChannelMemory _memory = LinuxChannelMemory.Create();
    private readonly ChannelRegion _region;
    private readonly ClientChannel _channel;
    private readonly ITrouble _client;
    private Process? _process;

    public FarProcessTests()
    {
        _region = new ChannelRegion(_memory);
        _region.Format();
        _channel = new ClientChannel(_region, new FutexWaker(), new DriverPeer(_server));
        ContractBinding binding = GeneratedCode.For<ITrouble>();
        var slot = new ServerSlot("FarDriver#0");
        slot.Install(_server, binding.CreateClient(_channel));
        _client = (ITrouble)(object)binding.CreateBoundary(slot, new Domain("Client#0", DomainOptions.None));
    }

    public void Dispose()
    {
        _channel.Dispose();
        _region.Dispose();
        if (_process is not null)
        {
            if (!_process.HasExited)
                _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }
        _program.Dispose();
    }

    [Fact]
    public void The_entry_assembly_is_the_same_each_time() =>
        Assert.Equal(FarProgramFolder.GenerateEntry().Bytes.ToArray(), FarProgramFolder.GenerateEntry().Bytes.ToArray());

    [Fact]
    public void A_driver_in_a_process_of_its_own_answers_and_its_fault_comes_back()
    {
        Start();
        Assert.Equal(_process!.Id, int.Parse(_client.AnyString(false)!, CultureInfo.InvariantCulture));
        for (int i = 1; i <= 2_000; i++)
            Assert.Equal(i, _client.Life());
        Assert.Equal(5, _client.Do("hello"));
        Assert.Equal(Colour.Green, _client.AnyColour(2));
        Assert.Equal("UnhandledException", Assert.Throws<ChannelFaultException>(() => _client.Do("throw")).Code);
        Assert.Equal("UnhandledException", _server.Fault!.Code);
        Assert.True(_process.WaitForExit(10_000));
        Assert.Equal(1, _process.ExitCode);
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("exit")]
    public void The_death_of_the_process_ends_the_call_under_way(string how)
    {
        Start();
        Assert.Equal(1, _client.Life());
        // What a supervisor does: wait for the process, mark the domain, close the channel.
        var supervisor = new Thread(() =>
        {
            if (how == "hang")
            {
                Thread.Sleep(100);
                _process!.Kill();
            }
            _process!.WaitForExit();
            _server.Condemn("ProcessExited", "the test's supervisor saw it go");
            _channel.Close();
        });
        supervisor.Start();
        Assert.Equal("ProcessExited", Assert.Throws<ChannelFaultException>(() => _client.Do(how)).Code);
        supervisor.Join();
        Assert.Throws<ChannelClosedException>(() => _client.Do("again"));
        Assert.Equal(0, _server.ThreadsInside);
    }

    private void Start() => _process = _program.Start(_memory, nameof(ITrouble));
}
