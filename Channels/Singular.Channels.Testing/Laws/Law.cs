using System.Reflection;

namespace Singular.Channels.Testing;

/// <summary>One law of a contract.</summary>
public sealed class Law
{
    private readonly MethodInfo _method;

    private Law(MethodInfo method) => _method = method;

    /// <summary>Class and method, e.g. <c>BlockDeviceLaws.A_read_gives_what_was_written</c>.</summary>
    public string Name => $"{_method.DeclaringType!.Name}.{_method.Name}";

    /// <summary>What is made up for it.</summary>
    internal IReadOnlyList<ParameterInfo> Parameters => _method.GetParameters()[1..];

    /// <summary>The laws of a class.</summary>
    /// <exception cref="ArgumentException">The class is not marked as laws of the contract, was written for another text of it, or a method is no
    /// law.</exception>
    public static IReadOnlyList<Law> In(Type laws, Type contract)
    {
        ArgumentNullException.ThrowIfNull(laws);
        ArgumentNullException.ThrowIfNull(contract);
        if (laws.GetCustomAttribute<LawsOfAttribute>()?.Contract != contract)
            throw new ArgumentException($"{laws} is not marked [LawsOf(typeof({contract.Name}))].", nameof(laws));
        LawBinding.Check(laws, contract);
        MethodInfo[] methods = laws.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly);
        if (Array.Find(methods, method => !IsLaw(method, contract)) is { } wrong)
            throw new ArgumentException($"{laws.Name}.{wrong.Name} is no law; expected bool, Task<bool> or void {wrong.Name}({contract.Name} server, …).", nameof(laws));
        return [.. methods.OrderBy(method => method.MetadataToken).Select(method => new Law(method))];
    }

    /// <summary>Whether a server keeps the law for some values.</summary>
    /// <returns>Why not; null when it does. A law that waits is done later.</returns>
    internal async Task<string?> WhyBroken(object server, object?[] values)
    {
        try
        {
            object? kept = _method.Invoke(null, [server, .. values]);
            if (kept is Task<bool> later)
                kept = await later.ConfigureAwait(false);
            return kept is false ? "it returned false" : null;
        }
        catch (Exception thrown)
        {
            Exception reason = thrown is TargetInvocationException { InnerException: { } inner } ? inner : thrown;
            return $"{reason.GetType().Name}: {reason.Message}";
        }
    }

    private static bool IsLaw(MethodInfo method, Type contract) =>
        (method.ReturnType == typeof(bool) || method.ReturnType == typeof(Task<bool>) || method.ReturnType == typeof(void))
        && method.GetParameters() is [{ } server, ..] && server.ParameterType == contract;
}
