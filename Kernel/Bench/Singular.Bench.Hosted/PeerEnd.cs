using System.Globalization;
using Singular.Channels.Runtime;
using Singular.Contracts;

namespace Singular.Bench.Hosted;

/// <summary>The other process of each row; it ends when its channel or descriptor does.</summary>
public static class PeerEnd
{
    /// <param name="kind">Which row.</param>
    /// <param name="where">Path of shared memory, or the descriptors to read from and write to.</param>
    /// <exception cref="ArgumentException">There is no such row.</exception>
    public static void Run(string kind, IReadOnlyList<string> where)
    {
        switch (kind)
        {
            case "block":
                Serve<IBlockDevice>(where[0]);
                break;
            case "character":
                Serve<ICharacterDevice>(where[0]);
                break;
            case "futex":
                Echo(where[0], Number(where[1]));
                break;
            case "stream":
                Echo(Number(where[0]), Number(where[1]));
                break;
            default:
                throw new ArgumentException($"There is no row '{kind}'.", nameof(kind));
        }
    }

    private static void Serve<TContract>(string path)
    {
        var driver = new Domain("driver", DomainOptions.None);
        var slot = new ServerSlot("driver");
        slot.Install(driver, new StillDevice());
        ContractBinding binding = Contracts.Of<TContract>();
        var client = new Domain("client", DomainOptions.None);
        using var region = new ChannelRegion(LinuxChannelMemory.Open(path));
        var loop = new ServerLoop(region, new FutexWaker(), binding.CreateServer(binding.CreateBoundary(slot, client)), new ServicePeer(client));
        loop.Start();
        Console.WriteLine("serving");
        // The near end stops this process by closing its standard input.
        while (Console.In.ReadLine() is not null)
        {
        }
        loop.Close();
        loop.Join(TimeSpan.FromSeconds(5));
    }

    private static void Echo(string path, int rounds)
    {
        using var pair = new FutexPair(LinuxChannelMemory.Open(path));
        Console.WriteLine("serving");
        for (uint i = 1; i <= rounds; i++)
        {
            pair.Await(0, i);
            pair.Signal(1, i);
        }
    }

    private static void Echo(int read, int write)
    {
        Console.WriteLine("serving");
        Span<byte> one = stackalloc byte[1];
        while (LibC.Read(read, one, 1) == 1 && LibC.Write(write, one, 1) == 1)
        {
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
