namespace Singular.Kernel.Machine;

/// <summary>Numbers of the nucleus calls (docs/nucleus-abi.md).</summary>
internal enum CallNumber : long
{
    /// <summary>getpid of Linux x86-64.</summary>
    GetPid = 39,

    /// <summary>futex of Linux x86-64.</summary>
    Futex = 202,
    HandleClose = 0x1000,
    MemoryCreate = 0x1010,
    MemoryMap = 0x1011,
    MemoryUnmap = 0x1012,
    MemorySize = 0x1013,
    MemoryFromBootEntry = 0x1014,
    MemoryFromPhysical = 0x1015,
    ProcessCreate = 0x1020,
    ProcessKill = 0x1021,
    ProcessWait = 0x1022,
    ProcessInfo = 0x1023,
    ProcessOutput = 0x1024,
    InterruptCreate = 0x1030,
    InterruptWait = 0x1031,
    InterruptCancel = 0x1032,
    PortsCreate = 0x1040,
    PortsEnable = 0x1041,
    FutexSwap = 0x1050,
    ConsoleWrite = 0x1060,
    ConsoleRead = 0x1061,
    ConsoleRelease = 0x1062,
    SystemInfo = 0x1070,
    CommandLine = 0x1071,
    Power = 0x1072,
    ProcessList = 0x1073,
}
