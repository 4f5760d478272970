using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Singular.Corpus;

public record Person(string Name, int Age) { public string Nick { get; init; } = Name; public virtual string Show() => $"{Name} {Age}"; }
public sealed record Employee(string Name, int Age, decimal Pay) : Person(Name, Age) { public override string Show() => base.Show() + Pay; }
public record struct Point(int X, int Y);
public readonly record struct Frozen(double A, string? B);

public interface IShape { double Area { get; } string Name => GetType().Name; static abstract IShape Unit { get; } static virtual int Sides => 0; }
public struct Square(double side) : IShape { private double _side = side; public readonly double Area => _side * _side; public static IShape Unit => new Square(1); static int IShape.Sides => 4; public void Grow() => _side++; }
public class Circle(double radius) : IShape { public double Area => radius * radius * Math.PI; public static IShape Unit => new Circle(1); public void Change() => radius = 2; }
public interface IBase { int F() => 1; int G(); }
public interface IDerived : IBase { int IBase.F() => 2; new int G() => 3; int IBase.G() => G() + 1; }
public class Implements : IDerived { public virtual int H() => ((IBase)this).F(); }
public interface IReabstract : IDerived { abstract int IBase.F(); }
public class Reabstracted : IReabstract { int IBase.F() => 5; }

public abstract class Animal { public abstract Animal Clone(); public virtual object Food => "any"; protected virtual int Weight { get; set; } protected internal virtual void Sleep() { } }
public class Dog : Animal { public override Dog Clone() => new(); public override string Food => "meat"; protected override int Weight { get => base.Weight + 1; set => base.Weight = value; } protected internal override void Sleep() => base.Sleep(); public int Compare(Dog d) => d.Weight - Weight; }
public sealed class Puppy : Dog { public override Puppy Clone() => new(); public Func<object> BaseFood() => () => base.Food; }

public static class Generics
{
    public static T Sum<T>(IEnumerable<T> items) where T : INumber<T> { var sum = T.Zero; foreach (var i in items) sum += i; return sum; }
    public static T Parse<T>(string s) where T : IParsable<T> => T.Parse(s, null);
    public static T Make<T>() where T : new() => new();
    public static string Show<T>(T value) => value?.ToString() ?? "null";
    public static int Hash<T>(in T value) where T : struct => value.GetHashCode();
    public static bool Same<T>(T a, T b) where T : IEquatable<T> => a.Equals(b);
    public static T? Default<T>() => default;
    public static double Area<T>(T shape) where T : IShape => shape.Area + T.Sides + T.Unit.Area;
    public static double AreaIn<T>(in T shape) where T : struct, IShape => shape.Area;
    public static Func<double> UnitOf<T>() where T : IShape => () => T.Unit.Area;
    public static Type TypeOf<T>() => typeof(T);
    public static Type Open() => typeof(Dictionary<,>);
    public static IEnumerable<object> Variance(IEnumerable<string> s) => s;
    public static Action<string> Contra(Action<object> a) => a;
    public static IList<object> ArrayAsList(string[] a) => a;
    public static TBase[] ArrayUp<T, TBase>(T[] a) where T : class, TBase where TBase : class => a;
    public static IEnumerable<TBase> Up<T, TBase>(IEnumerable<T> a) where T : class, TBase => a;
    public static void Swap<T>(ref T a, ref T b) => (a, b) = (b, a);
    public static ref T Max<T>(ref T a, ref T b) where T : IComparable<T> { if (a.CompareTo(b) > 0) return ref a; return ref b; }
    public static T First<T>(params T[] items) => items[0];
    public static bool IsInt<T>(T value) => value is int;
    public static int AsInt<T>(T value) => value is int i ? i : 0;
    public static int Switch<T>(T value) => value switch { int i => i, string s => s.Length, null => -1, _ => 0 };
    public static T Cast<T>(object o) => (T)o;
    public static T? As<T>(object o) where T : class => o as T;
    public static void ArrayElement<T>(T[] a) where T : IShape { a[0].Area.ToString(); Use(in a[0]); }
    private static void Use<T>(in T x) { }
    public static TEnum Enum<TEnum>(int i) where TEnum : struct, Enum => System.Enum.GetValues<TEnum>()[i];
    public static int SizeOf<T>() where T : unmanaged => Unsafe.SizeOf<T>();
    public static bool ConstrainedNull<T>(T? x) where T : struct => x.HasValue && x.Value.Equals(x.GetValueOrDefault());
}

public class Nested<T> where T : class
{
    private readonly T? _value;
    public class Inner<U>(Nested<T> outer) : IEnumerable<T> { public T? Value => outer._value; public U? Other; public IEnumerator<T> GetEnumerator() { if (Value is { } v) yield return v; } IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); }
    private protected struct Hidden { public int N; }
    private Hidden _hidden;
    public int Use() { _hidden.N++; ref var h = ref _hidden; h.N++; return _hidden.N; }
    public event Action? Changed;
    public void Raise() => Changed?.Invoke();
    public T this[int i] { get => _value!; set { } }
    public static implicit operator Nested<T>(T value) => new();
    public static bool operator ==(Nested<T> a, Nested<T> b) => ReferenceEquals(a, b);
    public static bool operator !=(Nested<T> a, Nested<T> b) => !(a == b);
    public override bool Equals(object? obj) => base.Equals(obj);
    public override int GetHashCode() => base.GetHashCode();
}

public struct Mutable { public int N; public int Next() => ++N; public readonly int Peek() => N; public override string ToString() => N.ToString(); }
public readonly struct Immutable(int n) { public readonly int N = n; public int Twice() => N * 2; public Immutable With(int m) => new(m); }

public class ReadOnlyStatics
{
    private static readonly Mutable StaticMutable;
    private static readonly Immutable StaticImmutable = new(3);
    private static readonly DateTime Start = DateTime.UnixEpoch;
    private readonly Mutable _field;
    private readonly Immutable _frozen;
    private readonly TimeSpan _span;
    private readonly DayOfWeek _day;
    public ReadOnlyStatics() { _field.Next(); _field = default; _frozen = new(1); Init(out _span); }
    private static void Init(out TimeSpan t) => t = default;
    public int All() => StaticMutable.Next() + StaticMutable.Peek() + StaticImmutable.Twice() + Start.Year + _field.Next() + _frozen.Twice() + _span.Days;
    public string Text() => StaticMutable.ToString() + Start + _span + _day + _field;
    public ref readonly Immutable Ref => ref _frozen;
    public static ref readonly Mutable StaticRef => ref StaticMutable;
    public int Through() { ref readonly var r = ref StaticRef; return r.Next() + r.Peek() + Ref.Twice(); }
    public static int In(in Mutable m, in Immutable i, in DateTime d) => m.Next() + m.Peek() + i.Twice() + d.Day;
    public static int RefReadonly(ref readonly Mutable m) => m.N;
    public int CallsIn() { var m = new Mutable(); return In(m, in _frozen, Start) + In(in _field, StaticImmutable, default) + RefReadonly(in m); }
}

public class Initialised
{
    public required int Id { get; init; }
    public int[] Items { get; init; } = [1, 2, 3];
    public string Name { get; set => field = value.Trim(); } = "";
    [SetsRequiredMembers] public Initialised(int id) { Id = id; }
    public Initialised() { }
    public static Initialised Make() => new() { Id = 1, Items = [4] };
    public (int, string) Tuple() => (Id, Name);
    public void Deconstruct(out int id, out string name) => (id, name) = (Id, Name);
    public static Person With(Person p) => p with { Age = 3, Nick = "x" };
    public static Point WithPoint(Point p) => p with { X = 3 };
    public static int Deconstructed() { var (a, b) = Make(); return a + b.Length; }
}

public class Primary(int a, string b, Func<int> f) : Dog, IComparable<Primary>
{
    private readonly int _c = a + f();
    public int Sum => a + _c + b.Length;
    public int CompareTo(Primary? other) => other is null ? 1 : Sum.CompareTo(other.Sum);
    public Primary(int a) : this(a, a > 0 ? "x" : "y", () => 1) { }
}

public static class Extensions
{
    public static int Twice(this int i) => i * 2;
    public static ref int Bump(ref this int i) { i++; return ref i; }
    public static bool IsZero(in this decimal d) => d == 0;
    public static Func<int> Bound(string s) => s.Count;
    public static int Count(this string s) => s.Length;
    extension(string s) { public bool IsLong => s.Length > 10; public static string Nothing => ""; }
    public static bool UsesExtension(string s) => s.IsLong && string.Nothing.Length == 0;
    public static int Use() { var i = 3; i.Bump().Bump(); return i.Twice(); }
}

public delegate ref int RefReturning(ref int x);
public delegate void Scoped(scoped Span<int> x, out int y, in int z);

public static class Delegates
{
    private static int s_n;
    public static RefReturning Ref() => static (ref int x) => ref x;
    public static Scoped Make() => (scoped Span<int> x, out int y, in int z) => y = x.Length + z;
    public static Action Static() => Increment;
    private static void Increment() => s_n++;
    public static Func<int, int> Capture(int a) { var b = a; int Local(int c) => a + b + c; b++; return Local; }
    public static Func<string> Virtual(object o) => o.ToString!;
    public static Func<string> OnStruct(int i) => i.ToString;
    public static Func<T> OnGeneric<T>(T t) where T : class => () => t;
    public static Action<object> Contravariant() => Console.WriteLine;
    public static Predicate<string> Convert(Func<string, bool> f) => new(f);
    public static Delegate Natural() => (int x = 3, params int[] rest) => x + rest.Length;
    public static int Expression(int x) { var f = static (int y) => y * 2; return f(x); }
    public static int LocalRef(int[] a) { ref int Pick(int i) => ref a[i]; Pick(0) = 3; return Pick(0); }
    public static int StaticLocal(int a) { static int Square(int x) => x * x; return Square(a); }
    public static int StructClosure(int a) { var sum = 0; void Add(int b) { sum += a + b; } Add(1); Add(2); return sum; }
    public static IEnumerable<int> Query(IEnumerable<int> q) => from x in q let y = x * 2 where y > 3 orderby y descending select y + x;
}
