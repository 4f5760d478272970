using System.Collections.Concurrent;

namespace Singular.Channels.Testing;

/// <summary>Works on buffers whose type of elements is known at run time only. What it does, it does in the domain whose code runs.</summary>
internal abstract class BufferKind
{
    private static readonly ConcurrentDictionary<Type, BufferKind> s_kinds = new();

    /// <param name="element">A primitive type of which every bit pattern is a value.</param>
    internal static BufferKind Of(Type element) =>
        s_kinds.GetOrAdd(element, static type => (BufferKind)Activator.CreateInstance(typeof(BufferKind<>).MakeGenericType(type))!);

    /// <summary>The type of elements; null where the type is no buffer.</summary>
    internal static Type? ElementOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Owned<>) ? type.GetGenericArguments()[0] : null;

    /// <summary>A handle without a buffer, boxed.</summary>
    internal abstract object Nothing { get; }

    /// <summary>A new buffer with contents.</summary>
    /// <returns>The boxed handle.</returns>
    internal abstract object Make(Array contents);

    /// <returns>Null where the handle holds nothing.</returns>
    internal abstract Array? ContentsOf(object buffer);

    internal abstract void Release(object buffer);
}
