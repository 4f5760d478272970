using Singular.Verifier.Images;

namespace Singular.Verifier.Isolation.Tests.Images;

/// <summary>Whatever is too deep or too large is refused in under a second, without using up the stack, and its nearest
/// neighbour within the limits passes.</summary>
public class HostileSizeTests
{
    private const byte Int32 = 0x08;
    private const byte ArrayOf = 0x1D;
    private const byte PointerTo = 0x0F;
    private const byte GeneralArray = 0x14;
    private const byte OptionalModifier = 0x20;

    [Theory]
    [InlineData(ArrayOf)]
    [InlineData(PointerTo)]
    public void ASignature200000DeepIsRefused(byte element) => Refused(ImageCodes.Limit, HostileImage.WithField([0x06, .. Enumerable.Repeat(element, 200_000), Int32]));

    [Fact]
    public void ASignature100DeepIsAccepted() => Accepted(HostileImage.WithField([0x06, .. Enumerable.Repeat(ArrayOf, 100), Int32]));

    [Fact]
    public void AChainOfModifiersIsNesting() =>
        Refused(ImageCodes.Limit, HostileImage.WithField([0x06, .. Enumerable.Repeat(new byte[] { OptionalModifier, 0x08 }, 100_000).SelectMany(b => b), Int32]));

    [Fact]
    public void NestedFunctionPointersAreRefused() =>
        Refused(ImageCodes.Limit, HostileImage.WithField([0x06, .. Enumerable.Repeat(new byte[] { 0x1B, 0x00, 0x00 }, 100_000).SelectMany(b => b), Int32]));

    [Fact]
    public void AnArrayThatClaimsMoreSizesThanBytesIsRefused() => Refused(ImageCodes.Signature, HostileImage.WithField([0x06, 0x14, Int32, 0x20, 0xDF, 0xFF, 0xFF, 0xFF]));

    /// <summary>ldelem on one reads its bounds as elements; the metadata model takes it for a vector when no bounds are written.</summary>
    [Fact]
    public void AGeneralArrayOfOneDimensionIsRefused() => Refused(ImageCodes.Signature, HostileImage.WithField([0x06, GeneralArray, Int32, 1, 0, 0]));

    [Fact]
    public void AGeneralArrayOfTwoDimensionsIsAccepted() => Accepted(HostileImage.WithField([0x06, GeneralArray, Int32, 2, 0, 0]));

    [Fact]
    public void ATypeSpecificationInASignatureIsRefused() => Refused(ImageCodes.Signature, HostileImage.WithField([0x06, 0x12, 0x06]));

    [Fact]
    public void SixteenThousandClausesAreRefused() => Refused(ImageCodes.Limit, HostileImage.WithClauses(16_000, 100));

    [Fact]
    public void AHundredClausesAreAccepted() => Accepted(HostileImage.WithClauses(100, 100));

    [Fact]
    public void AMethodOfTwoMebibytesIsRefused() => Refused(ImageCodes.Limit, HostileImage.WithClauses(1, 2 << 20));

    [Fact]
    public void HalfAMillionMethodsAreRefused() => Refused(ImageCodes.Limit, HostileImage.WithMethods(500_000));

    [Fact]
    public void TenThousandMethodsAreAccepted() => Accepted(HostileImage.WithMethods(10_000));

    [Fact]
    public void AnAttributeThatNestsBoxedValuesIsRefused() => Refused(ImageCodes.Limit, HostileImage.WithAttribute([1, 0, .. Enumerable.Repeat((byte)0x51, 200_000), Int32, 0, 0, 0, 0, 0, 0]));

    [Fact]
    public void AnAttributeWithALongTextIsAccepted() => Accepted(HostileImage.WithAttribute([1, 0, 0x0E, 0xC0, 0x03, 0x0D, 0x40, .. Enumerable.Repeat((byte)'a', 200_000), 0, 0]));

    [Fact]
    public void AFileLargerThanTheLimitIsRefused() => Refused(ImageCodes.Limit, new byte[(64 << 20) + 1]);

    [Fact]
    public void TheVerifierRefusesADeepSignatureToo() =>
        Assert.Equal([ImageCodes.Limit], Compile.CodesOf(Compile.Verify(HostileImage.WithField([0x06, .. Enumerable.Repeat(ArrayOf, 200_000), Int32]), VerificationChecks.All)));

    private static void Refused(string code, byte[] image)
    {
        ImageReport report = Timed.Within(TimeSpan.FromSeconds(1), () => ImageCheck.Run(image, new ImageLimits()));
        Assert.Contains(code, report.Findings.Select(f => f.Code));
    }

    private static void Accepted(byte[] image)
    {
        ImageReport report = ImageCheck.Run(image, new ImageLimits());
        Assert.True(report.IsWellFormed, string.Join('\n', report.Findings));
    }
}
