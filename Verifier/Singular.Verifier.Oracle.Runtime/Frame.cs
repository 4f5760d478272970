namespace Singular.Verifier.Oracle.Runtime;

/// <summary>
/// An argument without content that marks where the caller's frame ends: a structure of more than 16 bytes is passed by value in memory, at
/// the lowest addresses of the caller's frame (System V AMD64 ABI 3.2.3).
/// </summary>
public struct Frame
{
    public long First;
    public long Second;
    public long Third;
}
