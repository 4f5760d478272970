namespace Singular.Manifests;

/// <summary>What a boot image says of its drivers; the entry <c>image.json</c>.</summary>
/// <param name="Drivers">In the order in which they are started: a driver comes after those that it imports from.</param>
public sealed record ImageRecord(IReadOnlyList<DriverRecord> Drivers)
{
    /// <summary>Name of the boot-image entry.</summary>
    public const string EntryName = "image.json";

    /// <summary>Instance that the image was made to check: then it has an agent that obeys the checker in place of the shell, and is nobody's
    /// system. Empty in every other image.</summary>
    public string UnderCheck { get; init; } = "";
}
