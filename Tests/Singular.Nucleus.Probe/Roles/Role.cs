using Singular.Nucleus.Probe.Scenarios;

namespace Singular.Nucleus.Probe.Roles;

/// <summary>What a ring-3 process of the probe does, by the first word of its argument.</summary>
internal static class Role
{
    /// <summary>Status of a role that saw something that must not be.</summary>
    public const int Broken = 99;

    public static int Run(string[] words)
    {
        try
        {
            return words[0] switch
            {
                "exit" => int.Parse(words[1]),
                "hello" => Hello(),
                "runtime" => RunRuntime(),
                "sleep" => Sleep(),
                "spin" => Spin(),
                "threads" => StartThreads(),
                "hog" => Hog(),
                "echo" => ChannelRoles.Echo(int.Parse(words[1])),
                "swap" => ChannelRoles.Swap(int.Parse(words[1])),
                "pair" => ChannelRoles.Pair(),
                "clock" => ClockRole.Run(),
                "fuzz" => FuzzRole.Run(int.Parse(words[1]), long.Parse(words[2])),
                _ => AttackRoles.Run(words[0]),
            };
        }
        catch (InvalidOperationException broken)
        {
            Console.WriteLine(broken.Message);
            return Broken;
        }
    }

    private static unsafe int Hello()
    {
        Console.WriteLine($"hello from ring {MachineCode.Trap()}");
        return 0;
    }

    private static int RunRuntime()
    {
        RuntimeScenario.Run().GetAwaiter().GetResult();
        return 0;
    }

    private static int Sleep()
    {
        Thread.Sleep(Timeout.Infinite);
        return Broken;
    }

    private static int Spin()
    {
        while (Environment.TickCount64 >= 0)
        {
        }
        return Broken;
    }

    /// <summary>Busy in many ways at once, to be killed at any moment.</summary>
    private static int StartThreads()
    {
        for (int t = 0; t < 3; t++)
        {
            new Thread(() =>
            {
                while (true)
                    GC.KeepAlive(new byte[1000]);
            }).Start();
        }
        return Sleep();
    }

    /// <summary>Takes memory until there is none; the runtime's own error is a normal end.</summary>
    private static int Hog()
    {
        var kept = new List<byte[]>();
        try
        {
            while (true)
            {
                byte[] block = new byte[1 << 20];
                Array.Fill(block, (byte)1);
                kept.Add(block);
            }
        }
        catch (OutOfMemoryException)
        {
            GC.KeepAlive(kept);
            return 3;
        }
    }
}
