using System.Globalization;
using Singular.Channels;
using Singular.Contracts;
using Singular.Verifier.Images;

namespace Singular.Verifier.Isolation.Tests.Images;

/// <summary>Random changes of valid images: the check always comes back with a report, and soon. The number of mutants comes
/// from SINGULAR_IMAGE_MUTANTS, the seed from SINGULAR_SEED.</summary>
public class MutationTests
{
    private const int DefaultMutants = 3_000;
    private const int DefaultVerified = 300;

    [Fact]
    public void AMutatedImageNeitherCrashesNorHangsTheImageCheck() => Run(DefaultMutants, TimeSpan.FromSeconds(1), mutant => ImageCheck.Run(mutant, new ImageLimits()));

    [Fact]
    public void AMutatedImageNeitherCrashesNorHangsTheVerifier() =>
        Run(DefaultVerified, TimeSpan.FromSeconds(1), mutant =>
        {
            IReadOnlyList<Finding> findings = Compile.Verify(mutant, VerificationChecks.Isolation | VerificationChecks.Contracts);
            // Mono.Cecil may throw what it likes; an exception of the verifier's own is a fault of it even when it refuses.
            Finding? own = findings.FirstOrDefault(f => f.Code == "InternalError" && f.Advice.StartsWith("at Singular.", StringComparison.Ordinal));
            Assert.True(own is null, own?.ToString());
            return findings;
        });

    private static void Run(int defaultMutants, TimeSpan limit, Func<byte[], object> check)
    {
        int mutants = Setting("SINGULAR_IMAGE_MUTANTS", defaultMutants);
        int seed = Setting("SINGULAR_SEED", 20_061);
        byte[][] seeds = [File.ReadAllBytes(typeof(IClock).Assembly.Location), File.ReadAllBytes(typeof(ContractAttribute).Assembly.Location)];
        var random = new Random(seed);
        for (int i = 0; i < mutants; i++)
        {
            byte[] mutant = Mutate(random, seeds[i % seeds.Length]);
            Exception? thrown = Record.Exception(() => Timed.Within(limit, () => check(mutant)));
            Assert.True(thrown is null, $"mutant {i} of seed {seed}: {thrown}");
        }
    }

    private static byte[] Mutate(Random random, byte[] seed)
    {
        byte[] mutant = (byte[])seed.Clone();
        for (int changes = random.Next(1, 9); changes > 0; changes--)
        {
            int at = random.Next(mutant.Length);
            switch (random.Next(4))
            {
                case 0:
                    mutant[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    mutant[at] = (byte)random.Next(256);
                    break;
                case 2:
                    mutant.AsSpan(at, Math.Min(4, mutant.Length - at)).Fill(0xFF);
                    break;
                default:
                    int length = Math.Min(random.Next(1, 64), mutant.Length - at);
                    mutant.AsSpan(random.Next(mutant.Length - length), length).CopyTo(mutant.AsSpan(at));
                    break;
            }
        }

        return random.Next(20) == 0 ? mutant[..random.Next(mutant.Length)] : mutant;
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
