using Singular.Channels;
using Singular.Channels.Testing;

namespace Singular.Contracts.Laws;

[LawsOf(typeof(IKeyboard), Hash = "637d5429b317e0d5fb2c63c9358451a469618c26ac122d2e2e4b3e939a1424ef")]
public static class KeyboardLaws
{
    /// <summary>Events come out of a queue that ends: a keyboard does not make them up.</summary>
    public static bool The_queue_runs_empty(IKeyboard server)
    {
        const int MoreThanAnyQueueHolds = 10_000;
        for (int i = 0; i < MoreThanAnyQueueHolds; i++)
        {
            Result<KeyEvent, KeyboardError> key = server.TryRead();
            if (!key.IsOk)
                return key.Error == KeyboardError.Empty;
            // 0 to 3 are no keys but errors of the keyboard ("HID Usage Tables" 1.4, section 10).
            if (key.Value.Usage <= 3)
                return false;
        }
        return false;
    }

    public static bool Whoever_waits_is_told_at_least_one(IKeyboard server)
    {
        ValueTask<int> waiting = server.WaitForKey();
        return !waiting.IsCompleted || waiting.Result >= 1;
    }
}
