using Singular.Channels.Samples;
using Singular.Channels.Runtime;

namespace Singular.Channels.Tests.Servers;

/// <summary>Answers ten times what it hears, and remembers everything.</summary>
/// <param name="onHear">Runs in each call of <see cref="Hear"/>.</param>
public sealed class ListenerServer(Action? onHear = null) : IListener
{
    private readonly TaskCompletionSource<int> _later = new();

    public List<int> Heard { get; } = [];

    /// <summary>The domains in which it was called.</summary>
    public HashSet<string> Domains { get; } = [];

    /// <summary>What it was called through is none of its business, so what it is handed is no object of another driver.</summary>
    public Type? MetType { get; private set; }

    public int Closed { get; private set; }

    public int Hear(int number)
    {
        lock (Heard)
            Heard.Add(number);
        Domains.Add(Domain.Current.Name);
        onHear?.Invoke();
        return 10 * number;
    }

    public ValueTask<int> HearLater(int number)
    {
        Heard.Add(number);
        return new ValueTask<int>(_later.Task);
    }

    public void Complete(int value) => _later.SetResult(value);

    public string Meet(IListener other)
    {
        MetType = other.GetType();
        try
        {
            return $"met {other.Hear(3)}";
        }
        catch (ChannelProtocolException)
        {
            return "met nobody";
        }
        finally
        {
            other.Close();
        }
    }

    public int Fill(Span<byte> bytes, string text)
    {
        bytes.Fill(0xA5);
        return text.Length;
    }

    public void Close() => Closed++;
}
