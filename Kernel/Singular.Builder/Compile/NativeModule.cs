namespace Singular.Builder.Compile;

/// <summary>Assembly code that is linked into a program and called by P/Invoke without a look-up at run time.</summary>
/// <param name="Library">The name in <c>DllImport</c>.</param>
/// <param name="Sources">Files for the assembler behind the C preprocessor (<c>*.S</c>), in the order of linking.</param>
public sealed record NativeModule(string Library, IReadOnlyList<string> Sources);
