namespace Singular.Seeds.Generics;

public interface IStack<T> { void Push(T item); T Pop(); int Count { get; } }
public interface ICompared<T> where T : ICompared<T> { static abstract int Order(T a, T b); static virtual string Title => "compared"; }
public interface IMake<TSelf> where TSelf : IMake<TSelf> { static abstract TSelf Make(int n); TSelf Plus(TSelf other); }
public interface IProducer<out T> { T Get(); }
public interface IConsumer<in T> { void Put(T item); }
public class Stack<T> : IStack<T>
{
    private T[] _items = new T[4];
    private int _count;
    public static T? Last;
    public int Count => _count;
    public void Push(T item) { if (_count == _items.Length) Grow(); _items[_count++] = item; Last = item; }
    public T Pop() { var v = _items[--_count]; _items[_count] = default!; return v; }
    public ref T Top => ref _items[_count - 1];
    private void Grow() { var n = new T[_items.Length * 2]; Array.Copy(_items, n, _count); _items = n; }
    public virtual U Map<U>(Func<T, U> f) => f(_items[0]);
    public Stack<U> Convert<U>(U[] with) { var s = new Stack<U>(); foreach (var u in with) s.Push(u); return s; }
}
public sealed class TextStack : Stack<string>, IProducer<string>, IConsumer<object>
{
    public string Get() => Count > 0 ? Top : "empty";
    public void Put(object item) => Push(item as string ?? "other");
    public override U Map<U>(Func<string, U> f) => f("t");
}
public readonly struct Meters(int n) : ICompared<Meters>, IMake<Meters>
{
    private readonly int _n = n;
    public static int Order(Meters a, Meters b) => a._n - b._n;
    public static Meters Make(int n) => new(n);
    public Meters Plus(Meters other) => new(_n + other._n);
}
public sealed class Word(string text) : ICompared<Word>, IMake<Word>
{
    private readonly string _text = text;
    public static int Order(Word a, Word b) => a._text.Length - b._text.Length;
    public static string Title => "word";
    public static Word Make(int n) => new("w");
    public Word Plus(Word other) => new(_text + other._text);
}
public struct Wrapped<T> { public T Value; public int N; public T[] All; public readonly T Get() => N > 0 ? All[0] : Value; public void Set(T v) { Value = v; N = 0; } }
public class Node<TKey, TValue> where TKey : class where TValue : struct
{
    public TKey? Key; public TValue Value; public Node<TKey, TValue>? Next;
    public TValue? Find(TKey key) { for (var n = this; n is not null; n = n.Next) { if (ReferenceEquals(n.Key, key)) return n.Value; } return null; }
}
public static class Use
{
    public static T Max<T>(T a, T b) where T : ICompared<T> => T.Order(a, b) > 0 ? a : b;
    public static string Title<T>() where T : ICompared<T> => T.Title;
    public static T Sum<T>(int n) where T : IMake<T> { var t = T.Make(1); for (var i = 0; i < n; i++) t = t.Plus(T.Make(i)); return t; }
    public static Meters Metre(int n) => Max(Sum<Meters>(n), new Meters(2));
    public static Word Words() => Max(Word.Make(1), Sum<Word>(2));
    public static string Text(Stack<string> s, string t) { s.Push(t); s.Top = "top"; return s.Pop(); }
    public static object Any(Stack<object> s, string t) { s.Push(t); s.Push(s); return s.Pop(); }
    public static IProducer<object> Produce(TextStack s) => s;
    public static void Consume(IConsumer<string> c, string t) => c.Put(t);
    public static void Consumed(TextStack s) { IConsumer<object> c = s; c.Put(s); Consume(c, "x"); }
    public static T Wrap<T>(T v) { Wrapped<T> w = default; w.All = [v]; w.N = 1; var x = w.Get(); w.Set(x); return w.Value; }
    public static object Box<T>(T v) => v!;
    public static T Unbox<T>(object o) => (T)o;
    public static T? As<T>(object o) where T : class => o as T;
    public static bool Is<T>(object o) => o is T;
    public static string Show<T>(T v) => v?.ToString() ?? "null";
    public static T Create<T>() where T : new() => new();
    public static T[] Fill<T>(T v, int n) { var a = new T[n & 7]; for (var i = 0; i < a.Length; i++) a[i] = v; return a; }
    public static TBase Up<TBase, TDerived>(TDerived d) where TDerived : class, TBase => d;
    public static U Apply<T, U>(T v, Func<T, U> f) => f(v);
    public static List<T> Listed<T>(T a, T b) { var l = new List<T> { a, b }; l.Reverse(); return l; }
    public static int Keys(string k) { var n = new Node<string, int> { Key = k, Value = 4, Next = new() { Key = "k" } }; return n.Find("k") ?? n.Find(k) ?? 0; }
    public static string Dictionary(string k) { var d = new Dictionary<string, object> { [k] = k, ["b"] = 3 }; return d.TryGetValue("b", out var v) ? v.ToString()! : "none"; }
    public static int Static(string s, int n) { Stack<string>.Last = s; Stack<int>.Last = n; return Stack<string>.Last.Length + Stack<int>.Last; }
    public static Stack<string> Converted(Stack<int> s) => s.Convert(new[] { "a", "b" });
    public static int Mapped(Stack<string> s) => s.Map(static t => t.Length);
    public static (T, U) Tuple<T, U>(T a, U b) => (a, b);
    public static T? Default<T>(bool b, T v) => b ? v : default;
}
