namespace Singular.Channels.Runtime;

/// <summary>The contexts of the threads that live, by id. A class of its own, because one with a class constructor would make every
/// thread-local access of <see cref="CallContext"/> dearer.</summary>
internal static class CallContextTable
{
    private const int FirstPruning = 64;

    private static readonly Lock s_gate = new();
    private static readonly Dictionary<int, WeakReference<CallContext>> s_all = [];
    private static int s_pruneAt = FirstPruning;

    internal static void Add(CallContext context)
    {
        lock (s_gate)
        {
            s_all.Add(context.Id, new WeakReference<CallContext>(context));
            if (s_all.Count < s_pruneAt)
                return;
            foreach ((int id, WeakReference<CallContext> reference) in s_all.ToArray())
            {
                if (!reference.TryGetTarget(out _))
                    s_all.Remove(id);
            }
            s_pruneAt = 2 * s_all.Count + FirstPruning;
        }
    }

    internal static CallContext? Find(int id)
    {
        lock (s_gate)
            return s_all.TryGetValue(id, out WeakReference<CallContext>? reference) && reference.TryGetTarget(out CallContext? context) ? context : null;
    }
}
