using System.Runtime.ExceptionServices;

namespace Singular.Manifests;

/// <summary>Runs what recurses over untrusted input on a thread with a stack deep enough for the limits of
/// <see cref="AssemblyImage"/>.</summary>
internal static class DeepStack
{
    // 256 KiB of nesting at one byte a level and at most 1 KiB of frames for each level. Only what is used is committed.
    private const int StackBytes = 256 * 1024 * 1024;

    public static T Run<T>(Func<T> work)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = work();
                }
                catch (Exception error)
                {
                    // Not hidden: thrown again on the caller's thread.
                    failure = ExceptionDispatchInfo.Capture(error);
                }
            },
            StackBytes);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }
}
