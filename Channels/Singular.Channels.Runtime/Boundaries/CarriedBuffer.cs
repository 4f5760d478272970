namespace Singular.Channels.Runtime;

/// <summary>A buffer on its way into a call: out of the caller's table, not yet in the hands of the server's code. A local variable of generated
/// code, which releases it whatever becomes of the call.</summary>
public struct CarriedBuffer
{
    internal MovingBuffer Moving;
    internal TakeOutcome Outcome;
    internal BufferTable? DeliveredTo;
    internal long Word;

    /// <summary>All buffers of the call are in the server's table, and the server's code gets them now: from here on they are its own.</summary>
    public static void Conclude(ref CarriedBuffer carried) => carried.DeliveredTo = null;

    /// <summary>Releases the buffer if the server's code did not get it.</summary>
    public static void Release(ref CarriedBuffer carried)
    {
        carried.Moving.Release();
        carried.DeliveredTo?.Release(carried.Word);
        carried.DeliveredTo = null;
    }
}
