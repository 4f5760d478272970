using System.Security.Cryptography;

namespace Singular.Manifests;

/// <summary>All drivers of a store at one time, and how that came about. The sets form a chain: each names the hash of the
/// one before it, so that none can be changed or left out unseen.</summary>
public sealed record InstalledSet
{
    /// <summary>The store before anything was installed: generation 0, which is never written.</summary>
    public static readonly InstalledSet Empty = new()
    {
        Format = InstalledSetJson.Format,
        Generation = 0,
        PreviousSha256 = new string('0', 64),
        At = DateTimeOffset.UnixEpoch,
        Who = "",
        Reason = "",
        Changes = [],
        Drivers = [],
    };

    /// <summary>The form in which it is written: 1 has no record of time stamps, countersignatures and waived codes, 2 none of attestations, 3 none of the
    /// verifier's rules.</summary>
    public required int Format { get; init; }

    /// <summary>Counts the changes of the store.</summary>
    public required int Generation { get; init; }

    /// <summary>SHA-256 of the generation before, as it was written.</summary>
    public required string PreviousSha256 { get; init; }

    /// <summary>When it was installed, in UTC to the second.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The user who did it.</summary>
    public required string Who { get; init; }

    /// <summary>What was asked for: <c>install</c>, <c>remove</c>, <c>roll back to 3</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>What it did to each driver.</summary>
    public required IReadOnlyList<StoreChange> Changes { get; init; }

    /// <summary>In the ordinal order of their ids, each id once.</summary>
    public required IReadOnlyList<InstalledDriver> Drivers { get; init; }

    /// <summary>SHA-256 of this set as it is written.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(InstalledSetJson.Write(this)));

    public InstalledDriver? Find(string packageId) => Drivers.FirstOrDefault(driver => driver.Manifest.Id == packageId);

    /// <summary>The next link of the chain.</summary>
    internal InstalledSet Next(IEnumerable<InstalledDriver> drivers, string reason, DateTimeOffset at, Policy policy)
    {
        InstalledDriver[] ordered = [.. drivers.OrderBy(driver => driver.Manifest.Id, StringComparer.Ordinal)];
        return new InstalledSet
        {
            Format = InstalledSetJson.Format,
            Generation = Generation + 1,
            PreviousSha256 = Generation == 0 ? PreviousOfFirst : Sha256,
            At = at,
            Who = SafeText.Escape(Environment.UserName),
            Reason = reason,
            Changes = StoreChange.Between(Drivers, ordered, policy),
            Drivers = ordered,
        };
    }

    /// <summary>What the first generation names as the hash of the one before it.</summary>
    internal static string PreviousOfFirst => new('0', 64);
}
