using System.Net.Sockets;
using Singular.Channels.Testing;
using Singular.Kernel.CheckAgent.Line;
using Singular.Kernel.Checking.Guest;

namespace Singular.Kernel.Checking.Tests.Guest;

/// <summary>Agents that answer garbage, late, wrongly or never: the check ends with a sentence that says so, in time.</summary>
public sealed class HostileAgentTests : IDisposable
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(300);

    private readonly string _folder = Directory.CreateTempSubdirectory("singular-line-").FullName;
    private readonly Socket _agent;
    private readonly GuestLine _line;
    private int _bells;

    public HostileAgentTests()
    {
        var place = new UnixDomainSocketEndPoint(Path.Combine(_folder, "agent"));
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(place);
        listener.Listen(1);
        _agent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _agent.Connect(place);
        _line = new GuestLine(listener.Accept(), _ => Interlocked.Increment(ref _bells));
    }

    public void Dispose()
    {
        _line.Dispose();
        _agent.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void An_agent_that_answers_is_understood()
    {
        Answer(command => LineFrame.OfText(CheckCommand.Done, command.Sequence, "yes"));
        Assert.Equal("yes", _line.Ask(CheckCommand.Log, [], TimeSpan.FromSeconds(10)).Text);
        _agent.Send([1, 2, 3]);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _bells) == 3, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void An_agent_that_never_answers_is_given_up() =>
        Assert.Contains("had 0 s to answer the command Restart and did not", Broken(CheckCommand.Restart), StringComparison.Ordinal);

    [Fact]
    public void An_answer_to_an_earlier_command_is_none()
    {
        Answer(command => LineFrame.OfText(CheckCommand.Done, (byte)(command.Sequence - 1 + 77), "late"));
        Assert.Contains("to answer the command Connect and did not", Broken(CheckCommand.Connect), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0x47, 0x45, 0x54 }, "the guest's agent sent a byte 0x47")]
    [InlineData(new byte[] { 0xA5, 0x10, 1, 0xFF, 0x7F }, "32767 bytes of payload")]
    [InlineData(new byte[] { 0xA5, 0x10, 1, 0, 0, 0 }, "sum is wrong")]
    public void An_agent_that_sends_garbage_ends_the_check(byte[] garbage, string said)
    {
        _agent.Send(garbage);
        Assert.Contains(said, Broken(CheckCommand.Status), StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_in_place_of_an_answer_ends_the_check()
    {
        Answer(command => new LineFrame(CheckCommand.PowerOff, command.Sequence, []));
        Assert.Contains("a frame of kind 0x27, which is no answer", Broken(CheckCommand.Status), StringComparison.Ordinal);
    }

    [Fact]
    public void A_status_that_is_none_ends_the_check()
    {
        Answer(command => new LineFrame(CheckCommand.Done, command.Sequence, [9, 9, 9]));
        Assert.Contains("a status of 3 bytes and version 9", Assert.Throws<PlacementException>(() => _line.AskStatus(TimeSpan.FromSeconds(10))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_is_closed_ends_the_check_at_once()
    {
        _agent.Dispose();
        long start = Environment.TickCount64;
        Assert.Contains("closed", Assert.Throws<PlacementException>(() => _line.Ask(CheckCommand.Status, [], TimeSpan.FromMinutes(5))).Message, StringComparison.Ordinal);
        Assert.InRange(Environment.TickCount64 - start, 0, 60_000);
    }

    [Fact]
    public void Control_characters_in_what_the_guest_says_are_not_shown()
    {
        _agent.Send(LineCodec.Encode(LineFrame.OfText(CheckCommand.Refused, 0, "\u001b[2Jgone")));
        Assert.DoesNotContain('\u001b', Broken(CheckCommand.Status));
    }

    private string Broken(CheckCommand command) => Assert.Throws<PlacementException>(() => _line.Ask(command, [], s_short)).Message;

    /// <summary>Answers one command.</summary>
    private void Answer(Func<LineFrame, LineFrame> answer) => new Thread(() =>
    {
        LineFrame? command = null;
        var decoder = new LineDecoder(_ => { }, frame => command = frame);
        byte[] one = new byte[1];
        while (command is null && _agent.Receive(one) == 1)
            decoder.Take(one[0]);
        _agent.Send(LineCodec.Encode(answer(command!)));
    }) { IsBackground = true }.Start();
}
