namespace Singular.Contracts;

public enum ClockError
{
    /// <summary>The device never left its update cycle.</summary>
    NotReady,

    /// <summary>The device gave a date that does not exist, for example after its battery failed.</summary>
    InvalidTime,
}
