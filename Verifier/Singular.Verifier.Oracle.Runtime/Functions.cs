namespace Singular.Verifier.Oracle.Runtime;

/// <summary>Delegates of the platform's generic types, as inputs.</summary>
public static class Functions
{
    public static Action Nothing() => static () => { };

    public static Action<T> Taking<T>() => static _ => { };

    public static Func<T> Giving<T>(T value) => () => value;

    public static Func<T, TResult> Turning<T, TResult>(TResult value) => _ => value;
}
