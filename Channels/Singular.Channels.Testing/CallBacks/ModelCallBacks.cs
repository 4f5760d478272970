using Singular.Channels.Runtime;

namespace Singular.Channels.Testing;

/// <summary>What a model has called back.</summary>
internal sealed class ModelCallBacks
{
    private int _thread;

    internal CallBackLog Log { get; } = new();

    /// <summary>The client that is in a call of the model, which cannot be called before that is over; null outside of calls.</summary>
    internal Domain? Caller { get; private set; }

    /// <summary>This thread is inside a call of the model; what the model does on others is work of its own.</summary>
    internal bool IsInside => _thread == Environment.CurrentManagedThreadId;

    /// <summary>Makes a client's call of the model.</summary>
    internal Outcome In(Domain client, Func<Outcome> call)
    {
        Log.Take();
        (Caller, _thread) = (client, Environment.CurrentManagedThreadId);
        try
        {
            return call();
        }
        finally
        {
            (Caller, _thread) = (null, 0);
        }
    }
}
