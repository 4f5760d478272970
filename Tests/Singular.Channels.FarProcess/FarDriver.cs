using Singular.Channels.Samples;
using Singular.Drivers;

namespace Singular.Channels.FarProcess;

[Driver(Provides = typeof(ITrouble))]
public sealed class FarDriver : ITrouble
{
    private int _calls;

    public int Do(string what)
    {
        switch (what)
        {
            case "throw":
                throw new InvalidOperationException();
            case "hang":
                Thread.Sleep(Timeout.Infinite);
                return 0;
            case "exit":
                Environment.Exit(7);
                return 0;
            default:
                return what.Length;
        }
    }

    public int Life() => ++_calls;

    public Colour AnyColour(int bits) => (Colour)bits;

    public string? AnyString(bool isNull) => isNull ? null : Environment.ProcessId.ToString(null, null);

    public IDoor? AnyDoor(bool isNull) => null;
}
