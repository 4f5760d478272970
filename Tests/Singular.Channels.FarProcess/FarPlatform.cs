using Singular.Channels.Runtime;

namespace Singular.Channels.FarProcess;

/// <summary>What the second process runs on. It is told by one line on its standard input where the memory of its channel is and which contract it is
/// to serve, so that it can be started before anybody needs it.</summary>
public sealed class FarPlatform
{
    private readonly string[] _words;

    /// <summary>Says that the process is ready, and waits for the line.</summary>
    /// <exception cref="InvalidOperationException">The standard input ended, or the line is not "PATH CONTRACT".</exception>
    public FarPlatform()
    {
        Console.WriteLine("ready");
        _words = Console.In.ReadLine()?.Split(' ') ?? [];
        if (_words.Length != 2)
            throw new InvalidOperationException($"The standard input has {_words.Length} words, expected the path of a channel's memory and the name of a contract.");
    }

    public IWaker Waker { get; } = new FutexWaker();

    /// <summary>Name of the contract's interface.</summary>
    public string Contract => _words[1];

    public IChannelMemory OpenChannel() => LinuxChannelMemory.Open(_words[0]);
}
