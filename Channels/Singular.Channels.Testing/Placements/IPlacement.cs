namespace Singular.Channels.Testing;

/// <summary>A way to place a server under test.</summary>
public interface IPlacement
{
    /// <summary>For reports, e.g. <c>kernel</c>.</summary>
    string Name { get; }

    /// <summary>How many sequences run in one world, one after the other, each by a client of its own: more than one where a start
    /// is costly.</summary>
    int SequencesPerWorld { get; }

    /// <summary>Makes a world and places a server in it, not started yet.</summary>
    (ContractWorld World, PlacedServer Server) Place();

    /// <summary>How many worlds there are, that differ in what the server finds when it starts.</summary>
    int Worlds => 1;

    /// <summary>The same in one of several worlds.</summary>
    /// <param name="number">Number of the world, from 0; the plainest is 0.</param>
    (ContractWorld World, PlacedServer Server) Place(int number) => Place();
}
