using FsCheck;
using FsCheck.Fluent;
using Singular.Drivers.Serial;
using Singular.Drivers.Testing;

namespace Singular.Drivers.Tests.Serial;

public sealed class Uart16550Tests
{
    [Fact]
    public void The_line_is_set_to_115200_8n1()
    {
        var bench = new UartBench();
        Assert.Equal(1, bench.Chip.Divisor);
        Assert.Equal(3, bench.Chip.LineControl);
        Assert.True(bench.Chip.RequestsToSend);
        Assert.True(bench.Domain.IsAlive);
    }

    [Fact]
    public void An_empty_bus_is_refused()
    {
        var machine = new SimulatedMachine();
        var domain = new SimulatedDomain();
        Assert.Throws<UartNotFoundException>(
            () => new Uart16550(machine.CreatePorts(domain, 0x3F8, 8), machine.CreateInterrupt(domain, 4)));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void What_is_written_leaves_in_order_and_completely(bool hasFifo, bool isImmediate)
    {
        var bench = new UartBench(hasFifo, isImmediate);
        byte[] data = Bytes(20_000);
        int taken = 0;
        while (taken < data.Length)
        {
            taken += bench.Driver.Write(data.AsSpan(taken, Math.Min(1_000, data.Length - taken)));
            bench.Drain();
        }

        Assert.Equal(data, bench.Sent);
    }

    [Fact]
    public async Task A_full_queue_takes_no_more_and_room_is_announced()
    {
        var bench = new UartBench();
        Assert.Equal(4_096 + 16, bench.Driver.Write(Bytes(10_000)));
        Assert.Equal(0, bench.Driver.Write(Bytes(1)));
        ValueTask<int> room = bench.Driver.WaitForRoom();
        bench.Machine.DeliverInterrupts();
        Assert.False(room.IsCompleted);
        for (int i = 0; i < 15; i++)
            bench.Chip.TransmitOne();
        bench.Machine.DeliverInterrupts();
        Assert.False(room.IsCompleted);
        bench.Chip.TransmitOne();
        bench.Machine.DeliverInterrupts();
        Assert.Equal(16, await room);
        Assert.Equal(16, bench.Driver.Write(Bytes(100)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_comes_in_is_read_in_order(bool hasFifo)
    {
        var bench = new UartBench(hasFifo);
        byte[] data = Bytes(3_000);
        foreach (byte value in data)
        {
            Assert.True(bench.Chip.Receive(value));
            bench.Machine.DeliverInterrupts();
        }

        bench.Chip.ElapseCharacterTimes();
        bench.Machine.DeliverInterrupts();
        Assert.Equal(data, bench.ReadAll());
    }

    [Fact]
    public async Task A_single_byte_is_announced_after_the_time_out()
    {
        var bench = new UartBench();
        ValueTask<int> input = bench.Driver.WaitForInput();
        bench.Chip.Receive(0x41);
        Assert.Equal(0, bench.Machine.DeliverInterrupts());
        bench.Chip.ElapseCharacterTimes();
        Assert.False(input.IsCompleted);
        bench.Machine.DeliverInterrupts();
        Assert.Equal(1, await input);
        Assert.Equal([0x41], bench.ReadAll());
        Assert.False(bench.Driver.WaitForInput().IsCompleted);
    }

    [Fact]
    public void An_interrupt_that_waited_before_the_start_does_not_block_the_line()
    {
        var machine = new SimulatedMachine();
        var chip = new Ns16550(machine.Line(4)) { IsImmediate = false };
        machine.Attach(chip, 0x3F8, 8);
        machine.Write8(0x3FC, 0x08);
        machine.Write8(0x3F9, 0x0F);
        chip.Receive(0x58);
        var domain = new SimulatedDomain();
        var driver = new Uart16550(machine.CreatePorts(domain, 0x3F8, 8), machine.CreateInterrupt(domain, 4));
        machine.DeliverInterrupts();
        chip.Receive(0x59);
        chip.ElapseCharacterTimes();
        machine.DeliverInterrupts();
        byte[] buffer = new byte[10];
        Assert.Equal(1, driver.Read(buffer));
        Assert.Equal(0x59, buffer[0]);
    }

    [Fact]
    public void When_nobody_reads_the_driver_stops_the_other_side_and_loses_nothing_of_what_it_took()
    {
        var bench = new UartBench();
        byte[] data = Bytes(6_000);
        int sent = 0;
        while (sent < data.Length && bench.Chip.RequestsToSend && bench.Chip.CanReceive)
        {
            bench.Chip.Receive(data[sent++]);
            bench.Chip.ElapseCharacterTimes();
            bench.Machine.DeliverInterrupts();
        }

        Assert.False(bench.Chip.RequestsToSend);
        Assert.Equal(4_096, sent);

        // A side that does not heed RTS fills the chip; from then on it loses bytes, and only those.
        int lost = 0;
        for (int i = 0; i < 20; i++)
            lost += bench.Chip.Receive(data[sent + i]) ? 0 : 1;
        bench.Machine.DeliverInterrupts();
        Assert.Equal(4, lost);
        Assert.Equal(data.AsSpan(0, 4_096 + 16).ToArray(), bench.ReadAll());
        Assert.True(bench.Chip.RequestsToSend);

        bench.Chip.Receive(0x7E);
        bench.Chip.ElapseCharacterTimes();
        bench.Machine.DeliverInterrupts();
        Assert.Equal([0x7E], bench.ReadAll());
    }

    [Fact]
    public void Broken_characters_and_breaks_are_dropped_also_while_sending()
    {
        var bench = new UartBench();
        bench.Chip.Receive(0x00, LineErrors.Break);
        bench.Driver.Write(Bytes(100));
        bench.Chip.Receive(0x41);
        bench.Chip.Receive(0xFF, LineErrors.Framing);
        bench.Chip.Receive(0x42);
        bench.Drain();
        Assert.Equal("AB"u8.ToArray(), bench.ReadAll());
        Assert.Equal(Bytes(100), bench.Sent);
    }

    [Fact]
    public async Task Everyone_who_waits_is_woken_and_may_call_back_at_once()
    {
        var bench = new UartBench(isImmediate: true);
        var echoed = new List<byte>();
        Task echo = EchoAsync(bench, echoed, 200);
        Task<int> other = bench.Driver.WaitForInput().AsTask();
        foreach (byte value in Bytes(200))
        {
            bench.Chip.Receive(value);
            bench.Machine.DeliverInterrupts();
        }

        await echo.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(other.IsCompletedSuccessfully);
        Assert.Equal(Bytes(200), echoed);
        Assert.Equal(Bytes(200), bench.Sent);
    }

    /// <summary>Any order of receiving, sending, time passing, reading, writing and interrupts: every byte comes through once
    /// and in order, and no waiter sleeps while there is something for it.</summary>
    [Fact]
    public void Any_order_of_events_loses_no_byte_and_no_wake_up() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(TestSize.Of(300)),
        Prop.ForAll(Gen.Choose(0, 9_999).ArrayOf(400).ToArbitrary(), Gen.Elements(true, false).ToArbitrary(), (steps, hasFifo) =>
        {
            var bench = new UartBench(hasFifo);
            var received = new List<byte>();
            var read = new List<byte>();
            var written = new List<byte>();
            ValueTask<int>? input = null;
            ValueTask<int>? room = null;
            byte next = 0;
            byte[] buffer = new byte[5_000];
            foreach (int step in steps)
            {
                int size = step / 10;
                switch (step % 10)
                {
                    case 0 or 1:
                        for (int i = 0; i < size % 17 && bench.Chip.CanReceive; i++)
                        {
                            bench.Chip.Receive(next);
                            received.Add(next++);
                        }

                        break;
                    case 2:
                        int count = bench.Driver.Read(buffer.AsSpan(0, size));
                        read.AddRange(buffer.AsSpan(0, count));
                        break;
                    case 3 or 4:
                        byte[] data = Bytes(size * 5);
                        written.AddRange(data.AsSpan(0, bench.Driver.Write(data)));
                        break;
                    case 5 or 6:
                        for (int i = 0; i < size % 40; i++)
                            bench.Chip.TransmitOne();
                        break;
                    case 7:
                        bench.Chip.ElapseCharacterTimes();
                        break;
                    case 8:
                        input ??= bench.Driver.WaitForInput();
                        room ??= bench.Driver.WaitForRoom();
                        break;
                    default:
                        bench.Machine.DeliverInterrupts();
                        break;
                }

                input = input is { IsCompleted: true } ? null : input;
                room = room is { IsCompleted: true } ? null : room;
            }

            bench.Drain();
            bench.Chip.ElapseCharacterTimes();
            bench.Machine.DeliverInterrupts();
            bool hasInput = received.Count > read.Count;
            Assert.True(input is null || input.Value.IsCompleted == hasInput, "a reader sleeps");
            Assert.True(room is null || room.Value.IsCompleted, "a writer sleeps");
            read.AddRange(bench.ReadAll());
            bench.Drain();
            Assert.Equal(received, read);
            Assert.Equal(written, bench.Sent);
        }));

    private static async Task EchoAsync(UartBench bench, List<byte> echoed, int wanted)
    {
        byte[] buffer = new byte[16];
        while (echoed.Count < wanted)
        {
            await bench.Driver.WaitForInput();
            int count = bench.Driver.Read(buffer);
            echoed.AddRange(buffer.AsSpan(0, count));
            Assert.Equal(count, bench.Driver.Write(buffer.AsSpan(0, count)));
        }
    }

    private static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
            bytes[i] = (byte)(i * 7 + i / 256);
        return bytes;
    }
}
