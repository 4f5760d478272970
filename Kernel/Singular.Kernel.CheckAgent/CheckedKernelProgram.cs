using System.Text;
using Singular.Channels.Runtime;
using Singular.Kernel.CheckAgent.Commands;
using Singular.Kernel.CheckAgent.Line;
using Singular.Kernel.Platform;
using Singular.Manifests;

namespace Singular.Kernel.CheckAgent;

/// <summary>The main program of an image for a check, called by its generated entry point.</summary>
public static class CheckedKernelProgram
{
    // "Could not run" of the command line's exit codes.
    private const int CannotRun = 2;

    /// <summary>Commands that wait. The checker sends one at a time; what is beyond this is dropped.</summary>
    private const int MostWaiting = 16;

    /// <summary>Starts the drivers, obeys the checker to the end and powers the platform off.</summary>
    /// <param name="platform">What the kernel runs on.</param>
    /// <param name="table">What is linked into this program.</param>
    public static void Run(ICheckedPlatform platform, ImageTable table)
    {
        ArgumentNullException.ThrowIfNull(platform);
        try
        {
            platform.PowerOff(Serve(platform, table));
        }
        catch (Exception e) when (e is PlatformException or JsonRecordException)
        {
            platform.Console.TakeBack();
            platform.Console.Write(Encoding.UTF8.GetBytes($"The check cannot run: {e.Message}\r\n"));
            platform.PowerOff(CannotRun);
        }
    }

    private static int Serve(ICheckedPlatform platform, ImageTable table)
    {
        ImageRecord image = ImageRecordJson.Read(platform.ReadBootFile(ImageRecord.EntryName) ?? throw new PlatformException($"read '{ImageRecord.EntryName}' of the boot image", "there is none"));
        if (image.UnderCheck.Length == 0)
            throw new PlatformException("run a check", "the image's record names no driver under check");
        using var line = new SecondSerialPort(platform);
        // The first serial port may be the driver's.
        platform.Console.Release();
        using IChannelMemory memory = platform.OpenCheckRegion().Memory;
        var system = new KernelSystem(platform, image, table);
        system.Supervisor.Boot();
        byte[] bell = new byte[LineCodec.LastBell + 1];
        for (byte i = 0; i < bell.Length; i++)
            bell[i] = i;
        if (memory.Length < 2 * LentMemory.HalfBytes)
            throw new PlatformException("use the checker's memory", $"it has {memory.Length} bytes; {2 * LentMemory.HalfBytes} are needed");
        Obey(line, new Agent(system, image, table, memory, number => line.Send(bell.AsSpan(number & LineCodec.LastBell, 1))));
        return 0;
    }

    private static void Obey(SecondSerialPort line, Agent agent)
    {
        var commands = new Queue<LineFrame>();
        // A bell must ring while a command is carried out: a command may wait for a call that waits for the bell.
        new Thread(() => Listen(line, agent, commands)) { IsBackground = true, Name = "line" }.Start();
        // The checker waits for this: what it sent earlier would have been lost.
        line.Send(LineCodec.Encode(agent.Carry(new LineFrame(CheckCommand.Status, 0, []))));
        while (true)
        {
            LineFrame command;
            lock (commands)
            {
                while (commands.Count == 0)
                    Monitor.Wait(commands);
                command = commands.Dequeue();
            }
            line.Send(LineCodec.Encode(agent.Carry(command)));
            if (command.Command == CheckCommand.PowerOff)
                return;
        }
    }

    private static void Listen(SecondSerialPort line, Agent agent, Queue<LineFrame> commands)
    {
        var decoder = new LineDecoder(agent.Hear, frame =>
        {
            lock (commands)
            {
                if (commands.Count < MostWaiting)
                    commands.Enqueue(frame);
                Monitor.Pulse(commands);
            }
        });
        byte[] received = new byte[64];
        for (int count; (count = line.Receive(received)) > 0;)
        {
            foreach (byte value in received.AsSpan(0, count))
                Take(line, decoder, value);
        }
    }

    private static void Take(SecondSerialPort line, LineDecoder decoder, byte value)
    {
        try
        {
            decoder.Take(value);
        }
        catch (LineProtocolException wrong)
        {
            // Sequence 0 is no command's: the checker counts from 1.
            line.Send(LineCodec.Encode(LineFrame.OfText(CheckCommand.Refused, 0, $"the checker sent {wrong.Message}")));
        }
    }
}
