namespace Singular.Channels.Testing;

/// <summary>A handle that holds no buffer, in place of an argument.</summary>
internal enum BufferFault
{
    /// <summary><c>default</c>: it never held one.</summary>
    Nothing,

    /// <summary>Its buffer has been released.</summary>
    Released,
}
