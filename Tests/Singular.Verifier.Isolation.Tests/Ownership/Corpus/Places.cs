using System;
using System.Collections.Generic;
using Singular.Channels;

namespace Corpus;

public sealed class Good_Slots
{
    private readonly OwnedSlot<byte> _one = new();
    private readonly OwnedQueue<int> _many = new();

    public void Put(Owned<byte> first, Owned<int> second)
    {
        using var mine = first;
        _many.Enqueue(second);
        _one.Exchange(mine).Dispose();
    }
}

public sealed class Bad_OwnedPlace_and_OwnedReference_Field
{
    private readonly Owned<byte> _buffer = default;

    public bool Has => _buffer.IsEmpty;
}

public static class Bad_OwnedPlace_Static
{
    private static Owned<byte> s_buffer;

    public static void Put(Owned<byte> buffer) => s_buffer = buffer;
}

public struct Bad_OwnedPlace_Struct
{
    public Owned<byte> Buffer;
}

public sealed class Bad_OwnedPlace_and_OwnedReference_Primary(Owned<byte> buffer)
{
    public void Release() => buffer.Dispose();
}

public static class Bad_OwnedPlace_List
{
    public static int Use(IDisk disk)
    {
        var list = new List<Owned<byte>> { disk.Read(0) };
        return list.Count;
    }
}

public static class Bad_OwnedPlace_Array
{
    public static int Use() => new Owned<byte>[2].Length;
}

public static class Bad_OwnedPlace_Box
{
    public static object Use(IDisk disk) => disk.Read(0);
}

public static class Bad_OwnedPlace_Tuple
{
    public static (Owned<byte>, int) Use(IDisk disk) => (disk.Read(0), 1);
}

public static class Bad_OwnedPlace_Nullable
{
    public static bool Use(IDisk disk)
    {
        Owned<byte>? buffer = disk.Read(0);
        return buffer.HasValue;
    }
}

public static class Bad_OwnedPlace_Lambda
{
    public static Action Use(IDisk disk)
    {
        var buffer = disk.Read(0);
        return () => disk.Write(0, buffer);
    }
}

public static class Bad_OwnedPlace_GenericMethod
{
    private static T Same<T>(T value) => value;

    public static void Use(IDisk disk) => Same(disk.Read(0)).Dispose();
}

public static class Bad_OwnedPlace_Delegate
{
    public static void Use(Func<Owned<byte>> make) => make().Dispose();
}

public delegate Owned<byte> Make(int length);

public static class Good_OwnDelegate
{
    public static void Use(Make make, IDisk disk)
    {
        using var buffer = make(8);
        disk.Write(0, buffer);
    }
}
