using Singular.Channels.Runtime;

namespace Singular.Channels.Testing;

/// <summary>Puts the tap before endpoints that a server gives, and a watch before those that it is handed. Called by <see cref="TappedType"/>'s classes; null stays null, for the
/// boundary to find.</summary>
public static class TappedEndpoint
{
    public static T Tap<T>(T endpoint, CallTap tap)
        where T : class =>
        WatchedEndpoint.Plain(endpoint) switch
        {
            null => null!,
            // The server hands on what it was given itself: its calls lead to somebody else.
            Boundary boundary => (T)(object)boundary,
            object own => (T)TappedType.Wrap(typeof(T), own, tap),
        };

    /// <summary>Puts before an endpoint what was planned for it.</summary>
    public static T Watch<T>(T endpoint, CallTap tap)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(tap);
        return (T)tap.Watch(typeof(T), endpoint);
    }

    public static Result<T, TError> TapResult<T, TError>(Result<T, TError> result, CallTap tap)
        where T : class
        where TError : struct =>
        result.IsOk ? Result<T, TError>.Ok(Tap(result.Value, tap)) : result;

    public static async ValueTask<T> TapLater<T>(ValueTask<T> task, CallTap tap)
        where T : class =>
        Tap(await task, tap);

    public static async ValueTask<Result<T, TError>> TapResultLater<T, TError>(ValueTask<Result<T, TError>> task, CallTap tap)
        where T : class
        where TError : struct =>
        TapResult(await task, tap);
}
