namespace Singular.Channels.Testing;

/// <summary>How a parameter of a contract's member travels.</summary>
public enum ParameterPassing
{
    /// <summary>By value.</summary>
    Value,

    /// <summary><c>ReadOnlySpan&lt;T&gt;</c>: to the server.</summary>
    ReadOnlySpan,

    /// <summary><c>Span&lt;T&gt;</c>: to the server and back.</summary>
    Span,

    /// <summary><c>Owned&lt;T&gt;</c>: the buffer itself, to the server for good.</summary>
    Buffer,
}
