namespace Singular.Channels.Tests.Versions;

/// <summary>Sources as they were at each minor version of <c>sample.growing</c>.</summary>
internal static class EarlierVersions
{
    private const string Twice = "[Since(1)] int Twice(int value); [Since(1)] [When(\"Busy\", Then = \"Idle\")] Result<Done, Colour> StopNow();";

    /// <summary>The contract assembly.</summary>
    internal static string Contract(int minor) => $$"""
        using System.Threading.Tasks;
        namespace Singular.Channels.Samples;
        public enum Colour { Red = 1, Green = 2, Blue = 3, Black = 100 }
        [Contract("sample.growing", 1, {{minor}})]
        [Protocol("Idle", "Busy")]
        public interface IGrowing
        {
            int Get(int value);
            [When("Idle", Then = "Busy")] void Start();
            [When("Busy", Then = "Idle")] void Stop();
            IGrowingItem Open();
            {{(minor >= 1 ? Twice : "")}}
            {{(minor >= 2 ? "[Since(2)] ValueTask<int> Later(int value); [Since(2)] int Weigh(Owned<byte> load);" : "")}}
        }
        [Contract("sample.growing-item", 1, {{Math.Min(minor, 1)}})]
        public interface IGrowingItem
        {
            int Size();
            {{(minor >= 1 ? "[Since(1)] int Weight();" : "")}}
            [Ends] void Close();
        }
        """;

    /// <summary>A server; it counts its calls in <c>Calls</c>. <paramref name="extra"/> stands in its class.</summary>
    internal static string Server(int minor, string extra = "") => $$"""
        using System.Threading.Tasks;
        using Singular.Channels;
        using Singular.Channels.Samples;
        public sealed class Server : IGrowing
        {
            private int _calls;
            public int Calls => _calls;
            public int Get(int value) { _calls++; return value + 1; }
            public void Start() => _calls++;
            public void Stop() => _calls++;
            public IGrowingItem Open() { _calls++; return new Item(this); }
            {{(minor >= 1 ? "public int Twice(int value) { _calls++; return 2 * value; } public Result<Done, Colour> StopNow() { _calls++; return new Done(); }" : "")}}
            {{(minor >= 2 ? "public ValueTask<int> Later(int value) { _calls++; return new ValueTask<int>(3 * value); } public int Weigh(Owned<byte> load) { _calls++; int length = load.Length; load.Dispose(); return length; }" : "")}}
            {{extra}}
            private sealed class Item(Server server) : IGrowingItem
            {
                public int Size() { server._calls++; return 7; }
                {{(minor >= 1 ? "public int Weight() { server._calls++; return 8; }" : "")}}
                void IGrowingItem.Close() => server._calls++;
            }
        }
        """;

    /// <summary>A client that makes every call that it knows and adds up what it gets.</summary>
    internal static string Client(int minor) => $$"""
        using Singular.Channels;
        using Singular.Channels.Samples;
        public static class Client
        {
            public static int Use(object server)
            {
                var growing = (IGrowing)server;
                int sum = growing.Get(1);
                growing.Start();
                {{(minor >= 1 ? "if (growing.StopNow().IsOk) sum += 100; sum += growing.Twice(5);" : "growing.Stop();")}}
                {{(minor >= 2 ? "sum += growing.Later(1).AsTask().GetAwaiter().GetResult();" : "")}}
                IGrowingItem item = growing.Open();
                sum += item.Size();
                {{(minor >= 1 ? "sum += item.Weight();" : "")}}
                item.Close();
                return sum;
            }
        }
        """;

    /// <summary>What a client of that minor version gets from a server that has all that it wants.</summary>
    internal static int Sum(int minor) => 2 + 7 + (minor >= 1 ? 100 + 10 + 8 : 0) + (minor >= 2 ? 3 : 0);
}
