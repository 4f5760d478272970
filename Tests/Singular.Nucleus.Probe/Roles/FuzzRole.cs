using System.Runtime.InteropServices;

namespace Singular.Nucleus.Probe.Roles;

/// <summary>Random calls with arguments that are sometimes nearly right. Handle 1 is a page that counts the calls.</summary>
internal static unsafe class FuzzRole
{
    private static readonly long[] Numbers =
    [
        0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 24, 28, 32, 35, 39, 56, 60, 62, 63, 72, 89, 96, 97, 98, 99, 131, 137, 149, 157,
        158, 186, 200, 201, 202, 203, 204, 218, 228, 229, 230, 231, 234, 257, 262, 273, 293, 302, 309, 318, 324, 334, 435,
        0x1000, 0x1001, 0x1010, 0x1011, 0x1012, 0x1013, 0x1014, 0x1015, 0x1016, 0x1020, 0x1021, 0x1022, 0x1023, 0x1024, 0x1030, 0x1031,
        0x1032, 0x1040, 0x1041, 0x1050, 0x1060, 0x1061, 0x1062, 0x1070, 0x1071, 0x1072, 0x1073, 0x10FF, 0x1100, 511, 512, long.MaxValue, -1,
    ];

    /// <summary>Calls that end the process or block it for ever: rare, so that a process lives for some thousand calls.</summary>
    private static readonly HashSet<long> Rare = [0, 15, 56, 60, 231, 62, 200, 234, 11, 10, 158, 9, 12, 28];

    public static int Run(int seed, long until)
    {
        var random = new Random(seed);
        long* done = (long*)Check.Positive(Calls.MapMemory(1, 4096, 3), "memory_map");
        byte* buffer = (byte*)NativeMemory.AllocZeroed(65536);
        while (*done < until)
        {
            long number = Numbers[random.Next(Numbers.Length)];
            if (Rare.Contains(number) && random.Next(50) != 0)
                continue;
            *done += 1;
            // Managed code may not go on after every one of these; the counter is already stored.
            MachineCode.QuickCall(number, Argument(random, buffer), Argument(random, buffer), Argument(random, buffer), Argument(random, buffer),
                Argument(random, buffer), Argument(random, buffer));
            if (random.Next(64) == 0)
                random.NextBytes(new Span<byte>(buffer, 4096));
        }
        return 0;
    }

    private static ulong Argument(Random random, byte* buffer) => random.Next(14) switch
    {
        0 => 0,
        1 => (ulong)random.Next(8),
        2 => (ulong)random.Next(70),
        3 => (ulong)buffer + (ulong)random.Next(4096),
        4 => ((ulong)buffer + 8192) & ~4095UL,
        5 => (ulong)random.NextInt64(),
        6 => ulong.MaxValue - (ulong)random.Next(5000),
        7 => 0x4000_0000_0000 + (ulong)random.NextInt64(0, 1L << 42),
        8 => 0xFFFF_8000_0000_0000 + (ulong)random.NextInt64(0, 1L << 30),
        9 => (ulong)random.Next(1 << 20) << 12,
        10 => 0x3FFF_FFE0_0000 - (ulong)random.Next(3) * 4096,
        11 => 1UL << random.Next(64),
        12 => 4096,
        _ => (ulong)random.Next(1, 1000),
    };
}
