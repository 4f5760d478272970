namespace Singular.Channels.Testing;

/// <summary>Puts the tap before endpoints that a server gives. Called by <see cref="TappedType"/>'s classes; null stays null, for the
/// boundary to find.</summary>
public static class TappedEndpoint
{
    public static T Tap<T>(T endpoint, CallTap tap)
        where T : class =>
        endpoint is null ? null! : (T)TappedType.Wrap(typeof(T), endpoint, tap);

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
