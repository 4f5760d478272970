namespace Singular.CommandLine.Session;

/// <summary>Numbers of things in sentences.</summary>
internal static class Counted
{
    /// <summary><c>1 driver</c>, <c>3 drivers</c>.</summary>
    /// <param name="number">How many.</param>
    /// <param name="one">The word for one of them.</param>
    /// <param name="many">The word for several; null for <paramref name="one"/> with an s.</param>
    public static string Of(int number, string one, string? many = null) => $"{number} {(number == 1 ? one : many ?? one + "s")}";
}
