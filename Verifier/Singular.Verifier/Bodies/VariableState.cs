using Singular.Verifier.Types;

namespace Singular.Verifier.Bodies;

/// <summary>What is known, at one place in the code, about the content of an argument or local that is a managed pointer or by-ref-like.</summary>
/// <param name="Flags">Read-only facts of a managed pointer.</param>
/// <param name="Reference">How far the managed pointer may travel.</param>
/// <param name="Value">How far the by-ref-like content may travel.</param>
/// <param name="Origin">As <see cref="StackValue.Origin"/>.</param>
internal readonly record struct VariableState(ValueFlags Flags, ReferenceScope Reference, ReferenceScope Value, int Origin)
{
    /// <summary>Content that is zero: null or default travels anywhere.</summary>
    public static VariableState Zero { get; } = new(ValueFlags.None, ReferenceScope.Caller, ReferenceScope.Caller, StackValue.NoOrigin);

    /// <summary>What holds on both of two paths.</summary>
    public VariableState Meet(VariableState other) => new(
        Flags | other.Flags,
        (ReferenceScope)Math.Min((byte)Reference, (byte)other.Reference),
        (ReferenceScope)Math.Min((byte)Value, (byte)other.Value),
        Origin == other.Origin ? Origin : StackValue.ManyOrigins);
}
