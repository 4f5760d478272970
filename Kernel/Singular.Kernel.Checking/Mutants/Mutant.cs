using System.Globalization;

namespace Singular.Kernel.Checking.Mutants;

/// <summary>One change of a driver's IL.</summary>
/// <param name="Kind">How it is spoilt.</param>
/// <param name="Method">Full name of the method.</param>
/// <param name="Offset">Offset of the changed instruction in the method's IL before the change.</param>
/// <param name="What">The instruction, for people.</param>
public sealed record Mutant(MutationKind Kind, string Method, int Offset, string What)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind} {Method} IL_{Offset:x4} {What}");
}
