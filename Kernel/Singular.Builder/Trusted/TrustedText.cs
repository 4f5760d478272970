namespace Singular.Builder.Trusted;

/// <summary>The list for people.</summary>
public static class TrustedText
{
    public static void Write(TextWriter output, IReadOnlyList<TrustedGroup> groups)
    {
        foreach (TrustedGroup group in groups)
        {
            output.WriteLine($"{group.Name}: {group.Total}");
            output.WriteLine($"  {group.Reason}");
            foreach (TrustedItem item in group.Items)
                output.WriteLine($"    {item.Name}: {item.Detail}{(item.Sha256.Length == 0 ? "" : $"  sha256 {item.Sha256}")}");
        }
    }
}
