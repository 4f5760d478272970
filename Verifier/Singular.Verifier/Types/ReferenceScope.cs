namespace Singular.Verifier.Types;

/// <summary>How far a reference may travel, least first; C# calls it the safe context. Taking the meet of two is <c>Math.Min</c>.</summary>
internal enum ReferenceScope : byte
{
    /// <summary>Not out of this frame: the address of a local, or a value that may hold one.</summary>
    Local,

    /// <summary>Only out by <c>return</c> (or an out parameter): what an unscoped by-reference parameter points to.</summary>
    ReturnOnly,

    /// <summary>Anywhere the caller may put it: heap, statics, arrays, values handed in.</summary>
    Caller,
}
