using Singular.Channels;
using Singular.Contracts;
using Singular.Drivers;

namespace Singular.Kernel.FaultyDriver;

/// <summary>A clock that dies in the way that the first byte of its memory block says, so that a test can choose.</summary>
[Driver(Provides = typeof(IClock))]
public sealed class FaultyClock : IClock
{
    /// <summary>In the constructor: never comes back.</summary>
    public const byte HangInConstructor = 1;

    /// <summary>In the constructor: throws.</summary>
    public const byte ThrowInConstructor = 2;

    /// <summary>In a call: reads the port behind its two.</summary>
    public const byte PortOutsideGrant = 3;

    /// <summary>In a call: throws an exception that nobody catches.</summary>
    public const byte Throw = 4;

    /// <summary>In a call: uses a null reference.</summary>
    public const byte NullReference = 5;

    /// <summary>In a call: divides by zero.</summary>
    public const byte DivideByZero = 6;

    /// <summary>In a call: reads behind its memory block.</summary>
    public const byte MemoryOutsideGrant = 7;

    /// <summary>In the constructor: waits for 8 seconds and touches no resource meanwhile.</summary>
    public const byte SleepInConstructor = 8;

    /// <summary>Behind a call: keeps a processor busy for ever.</summary>
    public const byte Burn = 9;

    /// <summary>In each call: keeps another 64 MiB.</summary>
    public const byte Hoard = 10;

    private const int HoardedBytes = 64 << 20;

    private readonly List<byte[]> _hoard = [];
    private readonly IoPorts _ports;
    private readonly MemoryBlock _orders;
    private int _calls;

    public FaultyClock([Ports(0x70, 2)] IoPorts ports, [Memory("orders", 4096)] MemoryBlock orders)
    {
        _ports = ports;
        _orders = orders;
        switch (Order())
        {
            case HangInConstructor:
                while (Order() == HangInConstructor)
                    Order();
                break;
            case SleepInConstructor:
                Thread.Sleep(8000);
                break;
            case ThrowInConstructor:
                throw new InvalidOperationException("as ordered");
        }
    }

    /// <summary>The year counts the calls of this life of the driver: a restarted one begins at 2001 again.</summary>
    public Result<CalendarTime, ClockError> Now()
    {
        _calls++;
        switch (Order())
        {
            case PortOutsideGrant:
                _ports.Read8(2);
                break;
            case Throw:
                throw new InvalidOperationException("as ordered");
            case NullReference:
                string? nothing = Nothing(_calls);
                return new CalendarTime(nothing!.Length, 1, 1, 0, 0, 0);
            case DivideByZero:
                return new CalendarTime(2000 / (Order() - DivideByZero), 1, 1, 0, 0, 0);
            case Burn:
                new Thread(BurnForEver) { IsBackground = true }.Start();
                break;
            case Hoard:
                byte[] more = new byte[HoardedBytes];
                Array.Fill(more, (byte)1);
                _hoard.Add(more);
                break;
            case MemoryOutsideGrant:
                _orders.Read(_orders.Length, new byte[1]);
                break;
        }
        return new CalendarTime(2000 + _calls, 1, 1, 0, 0, 0);
    }

    private void BurnForEver()
    {
        while (_calls > 0)
            Order();
    }

    private byte Order()
    {
        Span<byte> order = stackalloc byte[1];
        _orders.Read(0, order);
        return order[0];
    }

    private static string? Nothing(int calls) => calls > 0 ? null : "";
}
