namespace Singular.Channels.Testing;

/// <inheritdoc/>
internal sealed class BufferKind<T> : BufferKind
    where T : unmanaged
{
    internal override object Nothing => default(Owned<T>);

    internal override object Make(Array contents)
    {
        Owned<T> buffer = Owned<T>.Allocate(contents.Length);
        using Pinned<T> pin = buffer.Pin();
        ((T[])contents).CopyTo(pin.Span);
        return buffer;
    }

    internal override Array? ContentsOf(object buffer)
    {
        try
        {
            using Pinned<T> pin = ((Owned<T>)buffer).Pin();
            return pin.Span.ToArray();
        }
        catch (StaleBufferException)
        {
            return null;
        }
    }

    internal override void Release(object buffer) => ((Owned<T>)buffer).Dispose();
}
