using System.Reflection;
using Singular.Builder.Generate;
using Singular.Builder.ReEmit;
using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Manifests;
using Singular.Verifier;

namespace Singular.Channels.Tests.Versions;

public sealed class VersionTests
{
    public static TheoryData<string, int, int> Pairs()
    {
        var pairs = new TheoryData<string, int, int>();
        foreach (string placement in new[] { "kernel", "process" })
        {
            for (int server = 0; server <= 2; server++)
            {
                for (int client = 0; client <= 2; client++)
                    pairs.Add(placement, server, client);
            }
        }
        return pairs;
    }

    /// <summary>A client gets all that its own version has from a server that is as new, and what the server has from an older one.</summary>
    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_client_and_a_server_of_any_two_versions_bind(string placement, int server, int client)
    {
        using PlacedServer<IGrowing> placed = Place(placement, server, out _);
        MethodInfo use = Assembly.Load(CompiledVersion.Against(client, EarlierVersions.Client(client), $"Client{client}"))
            .GetType("Client", throwOnError: true)!.GetMethod("Use")!;
        if (client <= server)
        {
            Assert.Equal(EarlierVersions.Sum(client), use.Invoke(null, [placed.Client]));
            return;
        }
        var thrown = Assert.Throws<TargetInvocationException>(() => use.Invoke(null, [placed.Client]));
        var missing = Assert.IsType<NotInThisVersionException>(thrown.GetBaseException());
        Assert.Equal(server, missing.ServerMinor);
        Assert.Equal(server + 1, missing.WantedMinor);
        Assert.Equal(4, placed.Client.Get(3));
    }

    [Theory]
    [InlineData("kernel")]
    [InlineData("process")]
    public void A_server_that_lacks_a_member_is_not_called_and_nothing_else_changes(string placement)
    {
        using PlacedServer<IGrowing> placed = Place(placement, 0, out Func<int> calls);
        IGrowing client = placed.Client;
        client.Start();
        Assert.Equal(1, calls());

        Missing(() => client.Twice(2), "IGrowing.Twice", 0, 1);
        Missing(() => client.StopNow(), "IGrowing.StopNow", 0, 1);
        Missing(() => client.Later(1).AsTask().GetAwaiter().GetResult(), "IGrowing.Later", 0, 2);
        Assert.Equal(1, calls());

        // The state is what it was: the endpoint is busy and may be stopped, once.
        client.Stop();
        Assert.Throws<ChannelProtocolException>(client.Stop);
        Assert.True(placed.ServerDomain.IsAlive);
        Assert.Equal(2, calls());
    }

    [Theory]
    [InlineData("kernel")]
    [InlineData("process")]
    public void A_forbidden_call_of_a_missing_member_is_a_protocol_error(string placement)
    {
        using PlacedServer<IGrowing> placed = Place(placement, 0, out _);
        Assert.Throws<ChannelProtocolException>(() => placed.Client.StopNow());
    }

    [Theory]
    [InlineData("kernel")]
    [InlineData("process")]
    public void Asynchronous_calls_that_are_refused_do_not_count_as_under_way(string placement)
    {
        using PlacedServer<IGrowing> placed = Place(placement, 1, out _);
        for (int i = 0; i < 2 * ClientSession.MaxPendingCalls; i++)
            Missing(() => placed.Client.Later(1).AsTask().GetAwaiter().GetResult(), "IGrowing.Later", 1, 2);
    }

    /// <summary>A call consumes what it was handed, whatever it ends with.</summary>
    [Theory]
    [InlineData("kernel", 1)]
    [InlineData("process", 1)]
    [InlineData("kernel", 2)]
    [InlineData("process", 2)]
    public void A_buffer_that_was_handed_to_a_missing_member_is_released(string placement, int minor)
    {
        using PlacedServer<IGrowing> placed = Place(placement, minor, out Func<int> calls);
        RunOutcome outcome = placed.ClientDomain.TryRun(() =>
        {
            Owned<byte> load = Owned<byte>.Allocate(300);
            if (minor == 2)
                Assert.Equal(300, placed.Client.Weigh(load));
            else
                Missing(() => placed.Client.Weigh(load), "IGrowing.Weigh", 1, 2);
            Assert.Throws<StaleBufferException>(() => load.Length);
        });
        Assert.Equal((RunOutcome.Done, 0, minor - 1), (outcome, placed.ClientDomain.BufferCount, calls()));
    }

    [Theory]
    [InlineData("kernel")]
    [InlineData("process")]
    public void An_endpoint_that_lacks_a_member_lives_on(string placement)
    {
        using PlacedServer<IGrowing> placed = Place(placement, 0, out Func<int> calls);
        IGrowingItem item = placed.Client.Open();
        Missing(() => item.Weight(), "IGrowingItem.Weight", 0, 1);
        Assert.Equal(1, calls());
        Assert.Equal(7, item.Size());
        item.Close();
    }

    /// <summary>Of a server that says that it knows 1.0 no later member is called, even if it has a method that looks like one.</summary>
    [Theory]
    [InlineData("kernel")]
    [InlineData("process")]
    public void A_method_that_happens_to_look_like_a_later_member_is_not_called(string placement)
    {
        byte[] old = CompiledVersion.Against(0, EarlierVersions.Server(0, "public int Twice(int value) { _calls += 1000; return 0; }"), "Server");
        using PlacedServer<IGrowing> placed = Place(placement, CompiledVersion.Bind(old, 0), out Func<int> calls);
        Missing(() => placed.Client.Twice(2), "IGrowing.Twice", 0, 1);
        Assert.Equal(0, calls());
    }

    /// <summary>An exception of a driver stays a fault of the driver, also one that looks like the system's.</summary>
    [Theory]
    [InlineData("kernel")]
    [InlineData("process")]
    public void A_server_that_throws_it_itself_has_died(string placement)
    {
        byte[] liar = CompiledVersion.Against(2, EarlierVersions.Server(2).Replace(
            "{ _calls++; return 2 * value; }", "=> throw new NotInThisVersionException(\"x\", 0, 1);", StringComparison.Ordinal), "Server");
        using PlacedServer<IGrowing> placed = Place(placement, CompiledVersion.Bind(liar, 2), out _);
        Assert.Equal("UnhandledException", Assert.Throws<ChannelFaultException>(() => placed.Client.Twice(1)).Code);
    }

    [Fact]
    public void Servers_of_the_newest_version_are_left_as_they_are()
    {
        byte[] newest = CompiledVersion.Against(2, EarlierVersions.Server(2), "Server");
        Assert.Equal(newest, CompiledVersion.Bind(newest, 2).Bytes.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void What_was_bound_is_type_safe_and_made_the_same_way_each_time(int minor)
    {
        byte[] old = CompiledVersion.Against(minor, EarlierVersions.Server(minor), "Server");
        byte[] bound = CompiledVersion.Bind(old, minor).Bytes.ToArray();
        Assert.Equal(bound, CompiledVersion.Bind(old, minor).Bytes.ToArray());
        using ReferenceSet references = References();
        references.Add(CompiledVersion.Newest.Bytes.ToArray());
        references.Add(ContractGenerator.Generate(CompiledVersion.Newest, GeneratedCode.References).Bytes.ToArray());
        Assert.Contains(Verify(old, references), finding => finding.Code == "InterfaceMethodNotImplemented");
        Assert.Empty(Verify(bound, references));
    }

    /// <summary>What the newest assembly tells of an older version is that version: its text, its hash, and an old server verifies
    /// against it.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Earlier_versions_follow_from_the_newest(int minor)
    {
        using var folders = new AssemblyFolders(Path.GetDirectoryName(typeof(Done).Assembly.Location)!);
        var minors = new Dictionary<string, int> { [typeof(IGrowing).FullName!] = minor, [typeof(IGrowingItem).FullName!] = Math.Min(minor, 1) };
        byte[] told = ContractVersions.AsOf(CompiledVersion.Newest.Bytes.ToArray(), folders, minors);
        ContractText[] then = [.. ManifestDerivation.Contracts(CompiledVersion.Contract(minor), folders)];
        foreach (ContractText text in then)
            Assert.Equal(text.Text, ManifestDerivation.Contracts(told, folders).Single(other => other.Name == text.Name).Text);

        using ReferenceSet references = References();
        references.Add(told);
        Assert.Empty(Verify(CompiledVersion.Against(minor, EarlierVersions.Server(minor), "Server"), references));
    }

    private static void Missing(Action call, string member, int server, int wanted)
    {
        var missing = Assert.Throws<NotInThisVersionException>(call);
        Assert.Equal((member, server, wanted), (missing.Member, missing.ServerMinor, missing.WantedMinor));
    }

    private static PlacedServer<IGrowing> Place(string placement, int minor, out Func<int> calls) =>
        Place(placement, CompiledVersion.Bind(CompiledVersion.Against(minor, EarlierVersions.Server(minor), "Server"), minor), out calls);

    private static PlacedServer<IGrowing> Place(string placement, ReEmittedAssembly server, out Func<int> calls)
    {
        object made = CompiledVersion.Create(server);
        calls = () => (int)made.GetType().GetProperty("Calls")!.GetValue(made)!;
        return PlacedServer<IGrowing>.Place(placement, () => made);
    }

    private static ReferenceSet References()
    {
        var references = new ReferenceSet();
        references.AddFolder(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        references.AddFile(typeof(Done).Assembly.Location);
        references.AddFile(typeof(Domain).Assembly.Location);
        return references;
    }

    private static IReadOnlyList<Finding> Verify(byte[] assembly, ReferenceSet references) =>
        AssemblyVerifier.Verify(assembly, references, new VerifierOptions { Checks = VerificationChecks.Types }).Findings;
}
