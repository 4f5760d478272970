namespace Singular.Channels;

/// <summary>Says whose code the present thread runs. There is one for a program, given by <c>Singular.Channels.Runtime</c>; a program
/// without it, such as a test of a driver's own classes, is one domain.</summary>
internal abstract class BufferHolder
{
    private static BufferHolder? s_installed;

    /// <summary>The table of the program itself.</summary>
    internal static BufferTable Program { get; } = new("the program");

    /// <summary>The table of the domain whose code runs.</summary>
    internal static BufferTable Current => s_installed is { } holder ? holder.Find() : Program;

    /// <summary>Sets who says it, once, before the first other domain is made.</summary>
    internal static void Install(BufferHolder holder) => s_installed = holder;

    protected abstract BufferTable Find();
}
