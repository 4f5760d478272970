using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <summary>Where in a driver's IL something happened, as <c>Namespace.Type::Method(ParameterTypes) IL_002a</c>, the form in which
/// <c>singular symbolize</c> reads it. Offsets are those of the driver's own package.</summary>
/// <remarks>Only under the JIT, which keeps the offsets of calls and throws, of faults that the processor finds (null, index) only
/// the nearest one before in optimised code. Ahead-of-time compiled code keeps neither names nor offsets. Nothing of a driver runs to find the
/// place: it is read from the runtime's record of the stack and from metadata.</remarks>
public static class FaultPlace
{
    // Assemblies of drivers cannot have such names (docs/packages.md).
    private static readonly string[] s_systemNames = ["Singular", "System", "Microsoft"];

    /// <summary>The innermost place in a driver from which an exception came; null where that is not known.</summary>
    public static string? Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return RuntimeFeature.IsDynamicCodeSupported ? Find(new StackTrace(exception, fNeedFileInfo: false)) : null;
    }

    /// <summary>The innermost place in a driver on this thread's stack; null where that is not known.</summary>
    public static string? OfThisThread() =>
        RuntimeFeature.IsDynamicCodeSupported ? Find(new StackTrace(fNeedFileInfo: false)) : null;

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "What was trimmed has no frame under the JIT, where alone this is called.")]
    private static string? Find(StackTrace stack)
    {
        foreach (StackFrame frame in stack.GetFrames())
        {
            if (frame.GetMethod() is { DeclaringType: { } type } method && IsDriver(type))
                return $"{Name(type)}::{method.Name}({string.Join(',', method.GetParameters().Select(parameter => parameter.ParameterType.Name))}) IL_{frame.GetILOffset().ToString("x4", CultureInfo.InvariantCulture)}";
        }

        return null;
    }

    private static bool IsDriver(Type type)
    {
        string assembly = type.Assembly.GetName().Name ?? "";
        int dot = assembly.IndexOf('.');
        return !s_systemNames.Contains(dot < 0 ? assembly : assembly[..dot], StringComparer.OrdinalIgnoreCase);
    }

    private static string Name(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? type.Name;
}
