namespace Singular.Verifier.Ownership.Flow;

/// <summary>What may be true of a buffer, pin or endpoint at a place in the code: one bit for each possibility.</summary>
internal static class Bits
{
    /// <summary>Held; of an endpoint, held in the first state of its protocol. Bits 0 to 30 are the states.</summary>
    public const ulong Held = 1;

    /// <summary>An endpoint whose last call threw: the other side is gone or the call was refused, so only ending it is sure.</summary>
    public const ulong Broken = 1UL << 31;

    /// <summary>All possibilities in which somebody still has to release or end it.</summary>
    public const ulong AnyHeld = 0xFFFF_FFFF;

    /// <summary>There is none: null, default, or a failure.</summary>
    public const ulong Nothing = 1UL << 32;

    /// <summary>An endpoint out of a field, array or collection: its calls are checked when they are made.</summary>
    public const ulong Untracked = 1UL << 33;

    /// <summary>Handed on, or taken out of its carrier.</summary>
    public const ulong Moved = 1UL << 34;

    /// <summary>Released, unpinned or ended.</summary>
    public const ulong Ended = 1UL << 35;

    /// <summary>On one of the paths it is the same as another variable's, on another path not.</summary>
    public const ulong Lost = 1UL << 36;
}
