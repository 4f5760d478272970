namespace Singular.Nucleus.Probe;

/// <summary>Expectations of a scenario. A broken one ends the program with its text.</summary>
internal static class Check
{
    public static void True(bool holds, string what)
    {
        if (!holds)
            throw new InvalidOperationException($"not so: {what}");
    }

    public static void Equal(long expected, long found, string what)
    {
        if (expected != found)
            throw new InvalidOperationException($"{what}: expected {expected}, found {found}");
    }

    public static long Positive(long found, string what)
    {
        if (found <= 0)
            throw new InvalidOperationException($"{what}: expected a handle or address, found {found}");
        return found;
    }
}
