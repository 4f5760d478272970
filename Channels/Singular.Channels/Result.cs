using System.Runtime.CompilerServices;

namespace Singular.Channels;

/// <summary>What a call gives back when it can fail in a declared way: a value or an error, never both.</summary>
/// <remarks>
/// <c>default</c> is a failure with the error's default value. Failures that are declared are results; an exception that
/// leaves a driver is a fault of that driver.
/// </remarks>
/// <typeparam name="T">The value: exchangeable, a string, or a contract interface (an endpoint).</typeparam>
/// <typeparam name="TError">The error: an enum or an exchangeable struct.</typeparam>
public readonly struct Result<T, TError>
    where TError : struct
{
    private readonly T _value;
    private readonly TError _error;

    private Result(bool isOk, T value, TError error)
    {
        IsOk = isOk;
        _value = value;
        _error = error;
    }

    /// <summary>True when the call succeeded and <see cref="Value"/> is there.</summary>
    public bool IsOk { get; }

    /// <summary>The value of a success.</summary>
    /// <exception cref="InvalidOperationException">The call failed; see <see cref="Error"/>.</exception>
    public T Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsOk ? _value : throw IsFailure();
    }

    /// <summary>The error of a failure.</summary>
    /// <exception cref="InvalidOperationException">The call succeeded.</exception>
    public TError Error => IsOk ? throw new InvalidOperationException("The result is a success; read Value.") : _error;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Result<T, TError> Ok(T value) => new(true, value, default);

    public static Result<T, TError> Fail(TError error) => new(false, default!, error);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Result<T, TError>(T value) => Ok(value);

    public static implicit operator Result<T, TError>(TError error) => Fail(error);

    private static InvalidOperationException IsFailure() => new("The result is a failure; read Error.");
}
