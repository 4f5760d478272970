using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Samples;

public sealed class AFirst
{
    public ZLast<int> Value;

    public override string ToString() => Value.ToString();

    public class Generic<T>
    {
        public virtual string Get(T value) => value?.ToString() ?? "";
    }

    public sealed class Deriving : Generic<ZLast<string>>
    {
        public override string Get(ZLast<string> value) => base.Get(value) + value.Item;
    }
}

public record struct Point(int X, int Y);

public sealed record Person(string Name, int Age);

public interface IUnit<T> where T : IUnit<T>
{
    static abstract T Of(int value);

    static abstract T operator +(T left, T right);
}

public readonly struct Meter : IUnit<Meter>
{
    public int Value { get; private init; }

    public static Meter Of(int value) => new() { Value = value };

    public static Meter operator +(Meter left, Meter right) => Of(left.Value + right.Value);
}

[InlineArray(8)]
public struct Eight
{
    private int _first;
}

public ref struct Holder(ref int target) : IDisposable
{
    private ref int _target = ref target;

    public void Add(int n) => _target += n;

    [UnscopedRef]
    public ref readonly int Peek() => ref _target;

    public readonly void Dispose()
    {
    }
}

public static class Generic
{
    public static int Length<T>(scoped T value) where T : IDisposable, allows ref struct
    {
        value.Dispose();
        return typeof(T).Name.Length;
    }

    public static int Unmanaged<T>() where T : unmanaged => 1;
}

public sealed class Source
{
    public event EventHandler<int>? Fired;

    public void Fire(int n) => Fired?.Invoke(this, n);
}

public class Animal
{
    public virtual Animal Clone() => new();

    public virtual string Sound() => "?";
}

public interface IGreet
{
    string Greet() => "hello " + Name;

    string Name { get; }
}

public sealed class Cat : Animal, IGreet
{
    public override Cat Clone() => new();

    public override string Sound() => "meow";

    string IGreet.Name => "cat";
}

[Flags]
public enum Colours : byte
{
    None = 0,
    Red = 1,
    Green = 2,
    Blue = 4,
}

public enum Small : short
{
    Zero,
}

public class Outer<T>
{
    public static T Default(T value) => value;

    public sealed class Inner<TInner>(T first, TInner second)
    {
        public T First { get; } = first;

        public TInner Second { get; set; } = second;

        public override string ToString() => $"{First}/{Second}";
    }
}

public sealed class Cell
{
    public int Count;
    public volatile bool Done;
    public readonly int Fixed = 11;

    public static int ReadOnly(in int value) => value + 1;
}

public sealed class Scope(List<string> log, string name) : IDisposable
{
    public string Name { get; } = name;

    public void Dispose() => log.Add("-" + Name);
}

[StructLayout(LayoutKind.Explicit, Size = 16, Pack = 4)]
public struct Overlay
{
    [FieldOffset(0)]
    public long Whole;

    [FieldOffset(4)]
    public int Upper;

    public const string Text = "constant";
}

public delegate TResult Transform<in T, out TResult>(T value, ref int counter) where T : class?;

public struct ZLast<T>
{
    public T Item;

    public override readonly string ToString() => $"last{Item}";
}
