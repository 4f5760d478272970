namespace Singular.Manifests;

/// <summary>The words of the trust file.</summary>
internal static class TrustRoles
{
    /// <summary>The word that revokes a certificate.</summary>
    public const string Revoke = "revoke";

    private static readonly (TrustRole Role, string Word)[] Words =
        [(TrustRole.Signer, "trust"), (TrustRole.Authority, "authority"), (TrustRole.Repository, "repository"), (TrustRole.Stamp, "stamp"), (TrustRole.Attest, "attest")];

    /// <summary>All words that begin a line, in the order in which people should see them.</summary>
    public static string All => string.Join(", ", [.. Words.Select(pair => pair.Word), Revoke]);

    public static string ToWord(this TrustRole role) => Words.First(pair => pair.Role == role).Word;

    public static bool TryParse(string word, out TrustRole role)
    {
        foreach ((TrustRole known, string text) in Words)
        {
            if (text == word)
            {
                role = known;
                return true;
            }
        }
        role = TrustRole.Signer;
        return false;
    }
}
