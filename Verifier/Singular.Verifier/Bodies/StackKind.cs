namespace Singular.Verifier.Bodies;

/// <summary>What the evaluation stack distinguishes (ECMA-335 III.1.1), and two kinds of address that only fixed patterns may use.</summary>
internal enum StackKind : byte
{
    /// <summary>The value after a reported fault; fits everywhere, so that one fault is reported once.</summary>
    Unknown,
    Int32,
    Int64,
    NativeInt,
    Float,

    /// <summary>Managed pointer; the type is what it points to.</summary>
    ByReference,

    /// <summary>Object reference; without a type it is null.</summary>
    Object,

    /// <summary>Value type or unboxed generic variable.</summary>
    Value,

    /// <summary>Result of ldftn or ldvirtftn: good for a delegate's constructor only.</summary>
    Method,

    /// <summary>Result of localloc: good for a span's constructor and its initialisation only.</summary>
    StackMemory,
}
