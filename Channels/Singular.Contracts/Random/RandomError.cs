namespace Singular.Contracts;

public enum RandomError
{
    /// <summary>The source has not gathered enough yet; ask again in some milliseconds.</summary>
    NotReady,

    /// <summary>A health test of the source failed (NIST SP 800-90B, section 4.4): it gives nothing until it is started anew.</summary>
    HealthTestFailed,

    /// <summary>The device does not answer.</summary>
    DeviceFailed,
}
