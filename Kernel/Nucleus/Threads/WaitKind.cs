namespace Singular.Nucleus;

/// <summary>What a blocked thread waits for.</summary>
internal enum WaitKind
{
    None,
    Futex,
    Sleep,
    Interrupt,
    Process,

    /// <summary>Something that never comes, such as input of a pipe that nobody writes to.</summary>
    Forever,
}
