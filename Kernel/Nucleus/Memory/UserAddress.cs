namespace Singular.Nucleus;

/// <summary>
/// An address that came from a program. It cannot be dereferenced: <see cref="UserMemory"/> checks it against the program's
/// own page tables and reaches the memory through the direct map, so no access of the nucleus to program memory can fault.
/// </summary>
internal readonly struct UserAddress(ulong value)
{
    private readonly ulong _value = value;

    /// <summary>The number, for page-table look-ups, futex keys and messages; not a pointer.</summary>
    public ulong Value => _value;

    public bool IsNull => _value == 0;

    public UserAddress Plus(ulong offset) => new(_value + offset);
}
