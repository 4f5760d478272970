using Singular.Channels.Runtime;
using Singular.Channels.Samples;

namespace Singular.Channels.Tests.Servers;

public sealed class TroubleServer(int life = 0, Action? onCall = null) : ITrouble
{
    /// <summary>What the domain of this server is, for the one that condemns itself.</summary>
    internal Domain? Self { get; set; }

    public int Do(string what)
    {
        onCall?.Invoke();
        switch (what)
        {
            case "throw":
                throw new NastyException();
            case "null":
                string? nothing = null;
                return nothing!.Length;
            case "divide":
                return 1 / (what.Length - 6);
            case "condemn":
                Domain.Current.Condemn("AccessOutsideGrant", "a test");
                return 7;
            case "sleep":
                Thread.Sleep(3_000);
                return 8;
            default:
                return what.Length;
        }
    }

    public int Life()
    {
        onCall?.Invoke();
        return life;
    }

    public Colour AnyColour(int bits) => (Colour)bits;

    public string? AnyString(bool isNull) => isNull ? null : "text";

    public IDoor? AnyDoor(bool isNull) => isNull ? null : new HouseServer().Enter("");
}
