using System.Text;
using Singular.Kernel.Console;

namespace Singular.Kernel.Shell;

/// <summary>Text on its way to the console, with the line ends that the other side wants.</summary>
/// <param name="console">Where it goes.</param>
/// <param name="lineEnd">CR LF for a terminal, LF for a program that reads a transcript.</param>
public sealed class ShellOutput(KernelConsole console, string lineEnd)
{
    /// <summary>Prints a line.</summary>
    public void Line(string text) => console.Write(Encoding.UTF8.GetBytes(text + lineEnd));

    /// <summary>Prints the lines of a table.</summary>
    public void Table(TextTable table) => console.Write(Encoding.UTF8.GetBytes(string.Concat(table.Lines().Select(line => line + lineEnd))));

    /// <summary>Prints bytes as they are.</summary>
    public void Bytes(ReadOnlySpan<byte> data) => console.Write(data);
}
