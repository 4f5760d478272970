using FsCheck;
using FsCheck.Fluent;
using Singular.Contracts;
using Singular.Drivers.Keyboards;
using Singular.Drivers.Testing;

namespace Singular.Drivers.Tests.Keyboards;

public sealed class Ps2KeyboardTests
{
    [Fact]
    public void Start_up_resets_the_keyboard_selects_set_2_and_turns_scanning_on()
    {
        var bench = new KeyboardBench();
        Assert.Equal([0xFF, 0xF0, 0x02, 0xF4], bench.Keyboard.Commands);
        Assert.False(bench.Controller.IsTranslating);
        Assert.Equal(2, bench.Keyboard.ScanCodeSet);
        Assert.True(bench.Domain.IsAlive);
        Assert.Equal(0, bench.Controller.ResetCount);
    }

    [Fact]
    public void A_slow_controller_that_asks_again_starts_too()
    {
        var bench = new KeyboardBench(
            line => new I8042(line) { BusyPolls = 50, AnswerPolls = 200 }, keyboard => keyboard.ResendRequests = 2);
        Assert.Equal([0xFF, 0xFF, 0xFF, 0xF0, 0x02, 0xF4], bench.Keyboard.Commands);
        Assert.Equal("a", Text(bench.Type(0x1C, 0xF0, 0x1C)));
    }

    [Fact]
    public void Bytes_that_wait_before_the_start_are_dropped()
    {
        var bench = new KeyboardBench(prepare: keyboard => keyboard.Send(0x1C, 0xE0, 0x55));
        Assert.Empty(bench.ReadAll());
        Assert.Equal("b", Text(bench.Type(0x32)));
    }

    [Theory]
    [InlineData(0xFC, 0x00)]
    [InlineData(0x55, 0x01)]
    public void A_controller_that_fails_a_test_is_refused(byte selfTest, byte interfaceTest) =>
        Assert.Throws<KeyboardControllerException>(() => new KeyboardBench(
            line => new I8042(line) { SelfTestResult = selfTest, InterfaceTestResult = interfaceTest }));

    [Fact]
    public void A_machine_without_a_controller_is_refused()
    {
        var machine = new SimulatedMachine();
        var domain = new SimulatedDomain();
        Assert.Throws<KeyboardControllerException>(() => new Ps2Keyboard(
            machine.CreatePorts(domain, 0x60, 1), machine.CreatePorts(domain, 0x64, 1), machine.CreateInterrupt(domain, 1)));
    }

    [Fact]
    public void A_keyboard_that_is_plugged_in_later_works()
    {
        var bench = new KeyboardBench(prepare: keyboard => keyboard.Unplug());
        bench.Keyboard.PlugIn();
        bench.Machine.DeliverInterrupts();
        Assert.Equal("q", Text(bench.Type(0x15)));
    }

    [Fact]
    public void Typing_gives_characters_of_the_us_layout()
    {
        var bench = new KeyboardBench();
        Assert.Equal("hello, world 1\n", Text(bench.Type(
            0x33, 0x24, 0x4B, 0x4B, 0x44, 0x41, 0x29, 0x1D, 0x44, 0x2D, 0x4B, 0x23, 0x29, 0x16, 0x5A)));
    }

    [Fact]
    public void Shift_caps_lock_and_control_change_the_character()
    {
        var bench = new KeyboardBench();
        Assert.Equal("A", Text(bench.Type(0x12, 0x1C, 0xF0, 0x1C, 0xF0, 0x12)));
        Assert.Equal("@", Text(bench.Type(0x59, 0x1E, 0xF0, 0x1E, 0xF0, 0x59)));
        Assert.Equal("A1", Text(bench.Type(0x58, 0xF0, 0x58, 0x1C, 0x16)));
        Assert.Equal(4, bench.Keyboard.Lights);
        Assert.Equal("a", Text(bench.Type(0x12, 0x1C, 0xF0, 0x12)));
        Assert.Equal("a", Text(bench.Type(0x58, 0xF0, 0x58, 0x1C)));
        Assert.Equal(0, bench.Keyboard.Lights);
        Assert.Equal("\u0003", Text(bench.Type(0x14, 0x21, 0xF0, 0x21, 0xF0, 0x14)));
    }

    [Fact]
    public void The_number_pad_gives_digits_while_num_lock_is_on()
    {
        var bench = new KeyboardBench();
        Assert.Equal("", Text(bench.Type(0x69, 0xF0, 0x69)));
        Assert.Equal("1/\n", Text(bench.Type(0x77, 0xF0, 0x77, 0x69, 0xE0, 0x4A, 0xE0, 0x5A)));
        Assert.Equal(2, bench.Keyboard.Lights);
    }

    [Fact]
    public void A_held_lock_key_repeats_without_toggling()
    {
        var bench = new KeyboardBench();
        List<KeyEvent> events = bench.Type(0x58, 0x58, 0x58, 0xF0, 0x58);
        Assert.All(events, change => Assert.Equal(KeyModifiers.CapsLock, change.Modifiers));
    }

    [Fact]
    public void Extended_keys_and_pause_are_keys_of_their_own()
    {
        var bench = new KeyboardBench();
        Assert.Equal([Down(0x52), Up(0x52)], bench.Type(0xE0, 0x75, 0xE0, 0xF0, 0x75));
        Assert.Equal([Down(0x48), Up(0x48)], bench.Type(0xE1, 0x14, 0x77, 0xE1, 0xF0, 0x14, 0xF0, 0x77));
        Assert.Equal([Down(0x46), Up(0x46)], bench.Type(0xE0, 0x12, 0xE0, 0x7C, 0xE0, 0xF0, 0x7C, 0xE0, 0xF0, 0x12));
        Assert.Equal([new KeyEvent(0xE6, true, '\0', KeyModifiers.RightAlt), Up(0xE6)], bench.Type(0xE0, 0x11, 0xE0, 0xF0, 0x11));
    }

    [Fact]
    public void Lights_are_shown_although_the_keyboard_asks_again()
    {
        var bench = new KeyboardBench();
        bench.Keyboard.ResendRequests = 3;
        bench.Type(0x58);
        Assert.Equal(4, bench.Keyboard.Lights);
        bench.Keyboard.ResendRequests = 1_000;
        bench.Type(0xF0, 0x58, 0x58);
        Assert.True(bench.Keyboard.Commands.Count < 30);
        bench.Keyboard.ResendRequests = 0;
        Assert.Equal("x", Text(bench.Type(0x22)));
    }

    [Fact]
    public void A_mouse_byte_is_no_key()
    {
        var bench = new KeyboardBench();
        bench.Controller.ReceiveFromAuxiliary(0x1C);
        bench.Keyboard.Send(0x32);
        bench.Machine.DeliverInterrupts();
        Assert.Equal("b", Text(bench.ReadAll()));
    }

    [Fact]
    public void Keys_that_were_held_when_bytes_were_lost_are_released()
    {
        var bench = new KeyboardBench();
        bench.Type(0x12, 0x1C);
        Assert.Equal([new KeyEvent(0x04, false, '\0', KeyModifiers.LeftShift), Up(0xE1)], bench.Type(0x00));
    }

    [Fact]
    public async Task Waiting_ends_with_the_next_key_and_not_before()
    {
        var bench = new KeyboardBench();
        ValueTask<int> first = bench.Driver.WaitForKey();
        ValueTask<int> second = bench.Driver.WaitForKey();
        bench.Type(0xF0, 0x1C);
        Assert.False(first.IsCompleted);
        bench.Keyboard.Send(0x1C);
        Assert.False(first.IsCompleted);
        bench.Machine.DeliverInterrupts();
        Assert.Equal(1, await first);
        Assert.Equal(1, await second);
        Assert.Equal(1, await bench.Driver.WaitForKey());
        bench.ReadAll();
        Assert.False(bench.Driver.WaitForKey().IsCompleted);
    }

    [Fact]
    public void A_full_queue_keeps_the_oldest_and_the_state_stays_right()
    {
        var bench = new KeyboardBench();
        for (int i = 0; i < 400; i++)
        {
            bench.Keyboard.Send(0x1C);
            bench.Machine.DeliverInterrupts();
        }

        bench.Keyboard.Send(0x12);
        bench.Machine.DeliverInterrupts();
        Assert.Equal(256, bench.ReadAll().Count);
        Assert.Equal("B", Text(bench.Type(0x32)));
    }

    [Fact]
    public void Whatever_comes_in_events_are_consistent_and_the_next_key_is_read_right() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(TestSize.Of(200)),
        Prop.ForAll(HostileBytes().ToArbitrary(), bytes =>
        {
            var bench = new KeyboardBench();
            var held = new HashSet<byte>();
            foreach (byte code in bytes)
            {
                foreach (KeyEvent change in bench.Type(code))
                {
                    Assert.NotEqual(0, change.Usage);
                    if (change.IsDown)
                        held.Add(change.Usage);
                    else
                        Assert.True(held.Remove(change.Usage), "released but never pressed");
                    Assert.Equal(held.Contains(0xE1), (change.Modifiers & KeyModifiers.LeftShift) != 0);
                    Assert.Equal(held.Contains(0xE4), (change.Modifiers & KeyModifiers.RightControl) != 0);
                }
            }

            Assert.True(bench.Domain.IsAlive);
            bench.Type(0x00);
            Assert.True(bench.Keyboard.IsScanning);
            Assert.Equal(0x04, Assert.Single(bench.Type(0x1C)).Usage);
        }));

    /// <summary>Scan codes, prefixes, answers to commands and garbage.</summary>
    private static Gen<byte[]> HostileBytes() => Gen.Frequency(
        (3, Gen.Choose(0, 0x84)), (2, Gen.Elements(0xE0, 0xF0, 0xE1)), (1, Gen.Elements(0x12, 0x14, 0x58, 0x77)), (1, Gen.Choose(0, 255)))
        .Select(value => (byte)value).ArrayOf();

    private static KeyEvent Down(byte usage) => new(usage, true, '\0', KeyModifiers.None);

    private static KeyEvent Up(byte usage) => new(usage, false, '\0', KeyModifiers.None);

    private static string Text(List<KeyEvent> events) =>
        string.Concat(events.Where(change => change.IsDown && change.Character != 0).Select(change => change.Character));
}
