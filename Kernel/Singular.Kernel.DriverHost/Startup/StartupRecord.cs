using System.Globalization;
using System.Text;

namespace Singular.Kernel.DriverHost;

/// <summary>What the kernel tells a driver process: who it is, and in which slots its grants are.</summary>
/// <remarks>Written as text, one line for each entry, words separated by a blank; names hold no blanks.</remarks>
public sealed record StartupRecord
{
    /// <summary>Instance name, e.g. <c>CmosClock#0</c>.</summary>
    public required string Instance { get; init; }

    /// <summary>The channel on which the driver is called.</summary>
    public required ChannelSlot Serve { get; init; }

    /// <summary>The driver's imports, in the order of the manifest.</summary>
    public required IReadOnlyList<ChannelSlot> Imports { get; init; }

    /// <summary>Port ranges, in the order of the manifest.</summary>
    public required IReadOnlyList<PortSlot> Ports { get; init; }

    /// <summary>Slots of the interrupt lines, in the order of the manifest.</summary>
    public required IReadOnlyList<int> Interrupts { get; init; }

    /// <summary>Slots of the memory blocks, in the order of the manifest.</summary>
    public required IReadOnlyList<int> Memory { get; init; }

    /// <param name="Slot">Where its region is.</param>
    /// <param name="Contract">The contract's name.</param>
    /// <param name="Major">The contract's major version.</param>
    /// <param name="Peer">Instance at the other end; for <see cref="Serve"/> the kernel.</param>
    /// <param name="CallBacks">Where the region of the channel in the other direction is, through which endpoints are called that were handed over as
    /// arguments; 0 where the contract takes none.</param>
    public sealed record ChannelSlot(int Slot, string Contract, int Major, string Peer, int CallBacks = 0);

    /// <param name="Slot">Where the right to the range is.</param>
    /// <param name="First">First port.</param>
    /// <param name="Count">Number of ports.</param>
    public sealed record PortSlot(int Slot, int First, int Count);

    public byte[] Write()
    {
        var text = new StringBuilder();
        Line(text, "instance", Instance);
        Line(text, "serve", Serve.Slot, Serve.Contract, Serve.Major, Serve.Peer, Serve.CallBacks);
        foreach (ChannelSlot import in Imports)
            Line(text, "import", import.Slot, import.Contract, import.Major, import.Peer, import.CallBacks);
        foreach (PortSlot ports in Ports)
            Line(text, "ports", ports.Slot, ports.First, ports.Count);
        foreach (int slot in Interrupts)
            Line(text, "interrupt", slot);
        foreach (int slot in Memory)
            Line(text, "memory", slot);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <exception cref="FormatException">The kernel and this program were made from different versions of the system.</exception>
    public static StartupRecord Read(byte[] utf8)
    {
        string? instance = null;
        ChannelSlot? serve = null;
        List<ChannelSlot> imports = [];
        List<PortSlot> ports = [];
        List<int> interrupts = [], memory = [];
        foreach (string line in Encoding.UTF8.GetString(utf8).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (line.Split(' '))
            {
                case ["instance", var name]:
                    instance = name;
                    break;
                case ["serve", var slot, var contract, var major, var peer, var callBacks]:
                    serve = new ChannelSlot(Number(slot), contract, Number(major), peer, Number(callBacks));
                    break;
                case ["import", var slot, var contract, var major, var peer, var callBacks]:
                    imports.Add(new ChannelSlot(Number(slot), contract, Number(major), peer, Number(callBacks)));
                    break;
                case ["ports", var slot, var first, var count]:
                    ports.Add(new PortSlot(Number(slot), Number(first), Number(count)));
                    break;
                case ["interrupt", var slot]:
                    interrupts.Add(Number(slot));
                    break;
                case ["memory", var slot]:
                    memory.Add(Number(slot));
                    break;
                default:
                    throw new FormatException($"The start-up record has an unknown line: '{line}'.");
            }
        }
        if (instance is null || serve is null)
            throw new FormatException("The start-up record lacks the instance or the channel to serve.");
        return new StartupRecord
        {
            Instance = instance, Serve = serve, Imports = imports, Ports = ports, Interrupts = interrupts, Memory = memory,
        };
    }

    private static int Number(string word) => int.Parse(word, NumberStyles.None, CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, params object[] words) =>
        text.AppendJoin(' ', words.Select(word => Convert.ToString(word, CultureInfo.InvariantCulture))).Append('\n');
}
