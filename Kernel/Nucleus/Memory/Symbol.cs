namespace Singular.Nucleus;

/// <summary>Index into the table of addresses at the end of Assembly/processor.s, in its order.</summary>
internal enum Symbol
{
    ImageStart,
    ReadOnlyStart,
    DataStart,
    ImageEnd,
    CallEntries,
    VectorEntries,
    IdleLoop,
    LeaveIretq,
    RestoreState,
    Processors,
    Trampoline,
    TrampolineEnd,
    BootRoot,
    StartingProcessor,
}
