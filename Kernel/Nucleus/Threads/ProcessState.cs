namespace Singular.Nucleus;

/// <summary>As in ProcessInfoRecord (docs/nucleus-abi.md).</summary>
internal enum ProcessState
{
    Running,
    Exited,
    Killed,
    Faulted,
}
