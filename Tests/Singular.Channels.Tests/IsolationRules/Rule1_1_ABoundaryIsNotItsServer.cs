using System.Reflection;
using Singular.Channels.Runtime;
using Singular.Channels.Samples;
using Singular.Channels.Tests.Placements;
using Singular.Drivers;

namespace Singular.Channels.Tests.IsolationRules;

public sealed class Rule1_1_ABoundaryIsNotItsServer
{
    public static TheoryData<string> Placements => ["kernel", "process"];

    /// <summary>The client casts what it was handed to whatever else the server's object is.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public void A_cast_reaches_nothing_else_of_the_server(string placement)
    {
        var faces = new TwoFaces();
        using var server = PlacedServer<ICrowd>.Place(placement, () => faces);
        object held = server.Client;
        Assert.False(held is TwoFaces or IHouse or IDisposable or IComparable);
        Assert.Throws<InvalidCastException>(() => ((IDisposable)held).Dispose());
        Assert.Equal(3, server.Client.Last());
        Assert.False(faces.WasReachedOtherwise);
    }

    /// <summary>The client calls what every object has; the server's overrides are code of the server.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public void Members_of_every_object_are_not_the_servers(string placement)
    {
        var faces = new TwoFaces();
        using var server = PlacedServer<ICrowd>.Place(placement, () => faces);
        object held = server.Client;
        Assert.DoesNotContain("two faces", held.ToString(), StringComparison.Ordinal);
        Assert.NotEqual(77, held.GetHashCode());
        Assert.False(held.Equals(faces));
        Assert.False(faces.WasReachedOtherwise);
    }

    /// <summary>The client holds the lock of what it was handed for ever.</summary>
    [Theory]
    [MemberData(nameof(Placements))]
    public void A_lock_on_it_stops_nobody(string placement)
    {
        using var server = PlacedServer<ITrouble>.Place(placement, () => new Servers.TroubleServer());
        lock (server.Boundary)
        {
            var other = new Thread(() => Assert.Equal(3, server.Client.Do("abc")));
            other.Start();
            Assert.True(other.Join(10_000), "the call of another thread returns while the lock is held");
        }
    }

    [Fact]
    public void Every_boundary_is_sealed_and_overrides_nothing_of_Object()
    {
        foreach (ContractBinding binding in GeneratedCode.Bindings)
        {
            Type boundary = binding.CreateBoundary(new ServerSlot("None#0"), Domain.Kernel).GetType();
            Assert.True(boundary.IsSealed);
            for (Type type = boundary; type != typeof(object); type = type.BaseType!)
            {
                Assert.DoesNotContain(
                    type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly),
                    method => method.GetBaseDefinition().DeclaringType == typeof(object));
            }
            Assert.Equal([binding.ContractType], boundary.GetInterfaces());
        }
    }

    /// <summary>What a driver is handed cannot be derived from, so that it cannot be replaced by something that looks like it.</summary>
    [Fact]
    public void Every_resource_is_sealed() => Assert.All(
        typeof(IoPorts).Assembly.GetExportedTypes().Where(type => type is { IsClass: true, IsAbstract: false }), type => Assert.True(type.IsSealed, type.FullName));

    private sealed class TwoFaces : ICrowd, IHouse, IDisposable, IComparable
    {
        public bool WasReachedOtherwise { get; private set; }

        public int Meet(int people) => people;

        public int Last() => 3;

        public void Dispose() => WasReachedOtherwise = true;

        public int CompareTo(object? obj) => Reached(0);

        public override string ToString() => Reached("two faces");

        public override bool Equals(object? obj) => Reached(true);

        public override int GetHashCode() => Reached(77);

        IDoor IHouse.Enter(string name) => Reached<IDoor>(null!);

        Result<IDoor, Colour> IHouse.TryEnter(string name) => Reached(Colour.Red);

        ValueTask<Result<IDoor, Colour>> IHouse.EnterLater(string name) => new(Reached(Colour.Red));

        int IHouse.DoorsInUse() => Reached(0);

        private T Reached<T>(T value)
        {
            WasReachedOtherwise = true;
            return value;
        }
    }
}
