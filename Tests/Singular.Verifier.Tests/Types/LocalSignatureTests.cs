using Singular.Verifier.Bodies;
using Singular.Verifier.Images;

namespace Singular.Verifier.Tests.Types;

/// <summary>The types of locals, read straight from the image, are the very types that Mono.Cecil's model of the body gives.</summary>
public sealed class LocalSignatureTests
{
    [Theory]
    [InlineData("System.Linq.dll", 500)]
    [InlineData("System.Private.Uri.dll", 100)]
    [InlineData("System.Threading.dll", 20)]
    [InlineData("Microsoft.VisualBasic.Core.dll", 500)]
    public void Locals_are_those_of_the_metadata_model(string file, int methodsAtLeast)
    {
        var folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var image = File.ReadAllBytes(Path.Combine(folder, file));
        using var references = new ReferenceSet();
        references.AddFolder(folder);
        using var context = new VerificationContext(image, references, new VerifierOptions()) { ImageReport = ImageCheck.Run(image, new ImageLimits()) };
        var reader = new MethodBodyReader(image, context.Limits);
        var compared = 0;
        foreach (var method in context.Module.GetTypes().SelectMany(static type => type.Methods).Where(static method => method.HasBody))
        {
            var token = reader.Read((uint)method.RVA).LocalsToken;
            if (token == 0)
                continue;
            var expected = method.Body.Variables.Select(variable => context.Model.Universe.Convert(variable.VariableType).Unmodified);
            // Types are interned: equal means the same object.
            Assert.Equal(expected, context.Model.Locals.Read(token), ReferenceEqualityComparer.Instance);
            compared++;
        }
        Assert.InRange(compared, methodsAtLeast, int.MaxValue);
    }

    [Theory]
    [InlineData(0x11000000u)]
    [InlineData(0x11FFFFFFu)]
    [InlineData(0x02000001u)]
    [InlineData(0xFF000001u)]
    public void A_token_that_is_no_signature_is_refused(uint token)
    {
        var image = File.ReadAllBytes(typeof(Mono.Cecil.ModuleDefinition).Assembly.Location);
        using var references = IlAssembler.NewPlatformReferences();
        using var context = new VerificationContext(image, references, new VerifierOptions()) { ImageReport = ImageCheck.Run(image, new ImageLimits()) };
        Assert.Throws<BadImageFormatException>(() => context.Model.Locals.Read(token));
    }
}
