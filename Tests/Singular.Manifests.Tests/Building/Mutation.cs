namespace Singular.Manifests.Tests;

/// <summary>Damages input at random, with a fixed seed, and holds its reader to typed refusals.</summary>
internal static class Mutation
{
    private static readonly string[] Insertions = ["\0", "\u001b[2J", "\u202e", "=", "->", "#", "\n", "\r\n", "*", ",", "&", new string('x', 5_000), "\ud800", "-1", "99999999999999999999"];

    public static void OfText(string text, Action<string> read, int rounds = 3_000)
    {
        var random = new Random(7);
        for (int i = 0; i < rounds; i++)
        {
            string damaged = text;
            for (int j = random.Next(1, 4); j > 0; j--)
            {
                int position = random.Next(damaged.Length + 1);
                int length = Math.Min(random.Next(0, 6), damaged.Length - position);
                damaged = damaged[..position] + (random.Next(2) == 0 ? Insertions[random.Next(Insertions.Length)] : "") + damaged[(position + length)..];
            }
            try
            {
                read(damaged);
            }
            catch (RefusedException refused)
            {
                Assert.DoesNotContain(string.Join("", refused.Refusals.Select(refusal => refusal.ToString())), c => char.IsControl(c));
            }
        }
    }
}
