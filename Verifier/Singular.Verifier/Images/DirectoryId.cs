namespace Singular.Verifier.Images;

/// <summary>Numbers of the data directories ("PE Format", Optional Header Data Directories).</summary>
internal enum DirectoryId
{
    Export = 0,
    Import = 1,
    Resource = 2,
    Exception = 3,
    Certificate = 4,
    BaseRelocation = 5,
    Debug = 6,
    Architecture = 7,
    GlobalPointer = 8,
    ThreadLocalStorage = 9,
    LoadConfiguration = 10,
    BoundImport = 11,
    ImportAddressTable = 12,
    DelayImport = 13,
    CliHeader = 14,
    Reserved = 15,
}
