using Microsoft.CodeAnalysis;

namespace Singular.Drivers.Analyzers;

/// <summary>What the analyzers report. Ids are the verifier's codes, so that one page explains both.</summary>
internal static class Rules
{
    private const string Category = "Isolation";

    public static readonly DiagnosticDescriptor Pointer = Rule("IsolationPointer",
        "A driver has no unsafe code", "A driver has no unsafe code; use Span<T>, or take IoPorts or MemoryBlock as a constructor parameter");

    public static readonly DiagnosticDescriptor PInvoke = Rule("IsolationPInvoke",
        "A driver calls no native code", "'{0}' is native code, which a driver cannot call; what a driver needs is a parameter of its constructor");

    public static readonly DiagnosticDescriptor Finalizer = Rule("IsolationFinalizer",
        "A driver has no finalizer", "A finalizer would run on a thread that all drivers share; let go of things in Dispose");

    public static readonly DiagnosticDescriptor AsyncVoid = Rule("IsolationAsyncVoid",
        "A driver has no async void", "An exception out of async code without a task would end the whole system; return Task or ValueTask");

    public static readonly DiagnosticDescriptor MutableStatic = Rule("IsolationMutableStatic",
        "A static field holds nothing that can change", "'{0}' can change; it would be shared by all instances and outlive a restart: keep it in the driver's object, or write a table as static ReadOnlySpan<T> Table => [ … ]");

    public static readonly DiagnosticDescriptor PowerAttribute = Rule("IsolationPowerAttribute",
        "A driver does not steer the compiler or the loader", "[{0}] has power over the compiler or the loader, which a driver does not have");

    public static readonly DiagnosticDescriptor Lock = Rule("IsolationLock",
        "A driver locks only what is its own", "A lock on '{0}' may be shared with others, who would wait for ever; declare it as System.Threading.Lock");

    private static DiagnosticDescriptor Rule(string code, string title, string message) => new(
        code, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true,
        description: $"'singular explain {code}' says more.");
}
