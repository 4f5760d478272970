using System.Globalization;
using Singular.Bench.Workload;

// With a row's name it runs that row, on any system. Without arguments this is the first program of a Linux machine: it runs every row and powers the machine off.
const int PowerOff = 0x4321FEDC; // LINUX_REBOOT_CMD_POWER_OFF, include/uapi/linux/reboot.h

switch (args)
{
    case []:
        Console.WriteLine("begin");
        Rows.SystemCall();
        Rows.Yield();
        Rows.FutexThreads(2_000);
        Rows.Futex(2_000);
        Rows.Pipe(2_000);
        Rows.UnixSocket(2_000);
        Rows.UnixSocket64K(200);
        Rows.Process(20);
        Console.WriteLine("end");
        LibC.Reboot(PowerOff);
        break;
    case ["getpid"]:
        Rows.SystemCall();
        break;
    case ["sched_yield"]:
        Rows.Yield();
        break;
    case ["futex-threads"]:
        Rows.FutexThreads(2_000);
        break;
    case ["exit"]:
        break;
    case ["peer-futex", var rounds]:
        Rows.FutexPeer(Number(rounds));
        break;
    case ["peer-stream", var read, var write, var length, var rounds]:
        Rows.StreamPeer(Number(read), Number(write), Number(length), Number(rounds));
        break;
    default:
        Console.Error.WriteLine($"workload: unknown row '{string.Join(' ', args)}'.");
        return 2;
}

return 0;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
