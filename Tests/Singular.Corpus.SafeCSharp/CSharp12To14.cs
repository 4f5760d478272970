using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Pair = (int Left, string Right);

namespace Singular.Corpus;

[CollectionBuilder(typeof(BagBuilder), nameof(BagBuilder.Create))]
public sealed class Bag<T>(T[] items) : IEnumerable<T>
{
    public int Count => items.Length;
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)items).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();
}

public static class BagBuilder { public static Bag<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray()); }

public class CSharp12(int size, string name) : Dog
{
    private readonly int[] _items = new int[size];
    public string Name { get; } = name;
    public int Size() => size + _items.Length;
    public void Grow() => size *= 2;
    public CSharp12(string name) : this(3, name) { }
    public static int[] Arrays(int[] a, IEnumerable<int> e) => [1, .. a, 2, .. e];
    public static List<string> Lists(string s, List<string> l) => [s, .. l, "x"];
    public static Span<int> Spans(int a) { Span<int> s = [a, a + 1, a + 2]; s[0] = 3; return s.ToArray(); }
    public static ReadOnlySpan<int> Constants() => [1, 2, 3, 4, 5, 6, 7, 8];
    public static IEnumerable<int> Interfaces(int a) => [a, a];
    public static IReadOnlyList<int> ReadOnlyLists(int[] a) => [.. a];
    public static ICollection<string> Collections() => ["a", "b"];
    public static HashSet<int> Sets(int a) => [1, 2, a];
    public static Bag<string> Builders(string s) => [s, "x", .. new[] { "y" }];
    public static int Passed() => Count([1, 2, 3]) + Count([]) + CountSpan([1, 2]);
    private static int Count(IEnumerable<int> e) => e.Count();
    private static int CountSpan(scoped ReadOnlySpan<int> s) => s.Length;
    public static int[][] Nested(int a) => [[a], [1, 2], []];
    public static int DefaultLambda() { var f = (int x = 3, string s = "a") => x + s.Length; return f() + f(1) + f(1, "bb"); }
    public static int ParamsLambda() { var f = (params int[] all) => all.Length; return f(1, 2) + f(); }
    public static Pair Alias(Pair p) => (p.Left + 1, p.Right);
    public static int RefReadonly(ref readonly int x) => x;
    public static int CallRefReadonly(int x, in int y) => RefReadonly(ref x) + RefReadonly(in y);
    public static int InlineElements(int n) { Eight b = default; b[0] = n; b[^1] = 3; Span<int> s = b; s[1] = 4; return b[0] + b[7] + s.Length; }
    public static int InlineLoop(Eight b) { int sum = 0; foreach (int i in b) sum += i; foreach (ref int i in b[2..5]) i++; return sum; }
    public static int InlineReadOnly(in Eight b) { ReadOnlySpan<int> s = b; return s[3] + b[1] + b[..2].Length; }
    public static ref int InlineRef(ref Eight b) => ref b[3];
    public static string InlineOfReferences(Strings3 s) { s[0] = "a"; s[2] = s[0] + s[1]; foreach (var x in s) if (x is null) return "null"; return s[2]; }
    public static T InlineGeneric<T>(Box3<T> b, T x) { b[1] = x; return b[0]; }
    [Experimental("X1")] public string Marked(int x = 1) => x.ToString();
}

[InlineArray(8)] public struct Eight { private int _first; }
[InlineArray(3)] public struct Strings3 { private string _first; }
[InlineArray(3)] public struct Box3<T> { private T _first; }

public static class CSharp13
{
    public static int ParamsSpan(params ReadOnlySpan<int> all) { int sum = 0; foreach (int x in all) sum += x; return sum; }
    public static int ParamsList(params List<string> all) => all.Count;
    public static int ParamsEnumerable(params IEnumerable<int> all) => all.Count();
    public static int CallParams(int a) => ParamsSpan() + ParamsSpan(1) + ParamsSpan(1, a, 3) + ParamsSpan([1, 2]) + ParamsList("x", "y") + ParamsEnumerable(a, a);
    public static int NewLock(Lock l) { lock (l) { return 1; } }
    public static int LockScope(Lock l) { using (l.EnterScope()) { return 2; } }
    public static char Escape() => "\e[0m"[0];
    public static int ImplicitIndex() => new Holder { Items = { [^1] = 3, [0] = 1 } }.Items[^1];
    public static async Task<int> RefInAsync(int[] a) { { ref int r = ref a[0]; r++; Span<int> s = a; s[1] = 3; } await Task.Yield(); { ReadOnlySpan<int> t = a; return t[0]; } }
    public static IEnumerable<int> RefInIterator(int[] a) { for (int i = 0; i < a.Length; i++) { { ref int r = ref a[i]; r *= 2; } yield return a[i]; { Span<int> s = a; s[0]--; } } }
    public static int AllowsRefStruct<T>(T x) where T : IMeter, allows ref struct => x.Read();
    public static T Default<T>() where T : allows ref struct => default!;
    public static TOut Apply<TIn, TOut>(TIn x, Func<TIn, TOut> f) where TIn : allows ref struct where TOut : allows ref struct => f(x);
    public static int UseAllows(Span<int> s) { Default<Span<int>>(); return AllowsRefStruct(new SpanMeter(s)) + Apply(s, x => x.Length) + Apply(3, x => x); }
    public static bool GenericRefStruct(Span<char> s) => new Wrap<Span<char>>(s).Get().IsEmpty;
    public static int Overload(int[] a) => Preferred(a) + Preferred([1]);
    [OverloadResolutionPriority(1)] private static int Preferred(ReadOnlySpan<int> s) => s.Length;
    private static int Preferred(int[] a) => -a.Length;
    private sealed class Holder { public int[] Items { get; } = new int[4]; }
}

public static partial class PartialMembers { public static partial int Value { get; set; } public static partial int Twice(int x); }
public static partial class PartialMembers { private static int s_value; public static partial int Value { get => s_value; set => s_value = value; } public static partial int Twice(int x) => x * 2; }

public interface IMeter { int Read(); int Twice() => 2; }
public readonly ref struct SpanMeter(Span<int> s) : IMeter { private readonly Span<int> _s = s; public int Read() => _s.Length; public int Twice() => _s.Length * 2; public bool Same(SpanMeter o) => _s == o._s; }
public readonly ref struct Wrap<T>(T value) where T : allows ref struct { private readonly T _value = value; public T Get() => _value; }

public static class NumberExtensions
{
    extension(int n)
    {
        public bool IsEven => n % 2 == 0;
        public int Power(int e) { int r = 1; for (int i = 0; i < e; i++) r *= n; return r; }
        public static int Answer => 42;
        public static int Largest(params ReadOnlySpan<int> all) { int best = int.MinValue; foreach (int x in all) best = Math.Max(best, x); return best; }
    }

    extension<T>(IEnumerable<T> source) where T : notnull
    {
        public int CountAll() { int n = 0; foreach (T _ in source) n++; return n; }
        public T FirstOr(T other) { foreach (T x in source) return x; return other; }
        public static IEnumerable<T> operator +(IEnumerable<T> a, IEnumerable<T> b) => a.Concat(b);
    }

    extension(ref Counter c) { public void Bump() => c.N++; }
    extension(ReadOnlySpan<char> s) { public bool IsBlank => s.Trim().IsEmpty; public ReadOnlySpan<char> Head => s[..1]; }
}

public struct Counter { public int N; public void operator +=(int x) => N += x; public void operator ++() => N++; }

public class Accumulator
{
    private int _n;
    public void operator +=(int x) => _n += x;
    public void operator -=(Accumulator o) => _n -= o._n;
    public void operator checked ++() => _n = checked(_n + 1);
    public void operator ++() => _n++;
    public int Total => _n;
}

public partial class CSharp14
{
    public string Name { get; set => field = value.Trim(); } = "";
    public int Cached { get => field == 0 ? field = 3 : field; }
    public int Clamped { get; set { if (value > 0) field = value; } }
    public CSharp14? Next { get; set; }
    public Action? Changed;
    public int[]? Items;
    public partial CSharp14(int x);
    public partial CSharp14(int x) { Clamped = x; }
    public CSharp14() { }
    public static void NullConditionalAssignment(CSharp14? c, Func<string> f) { c?.Name = f(); c?.Next?.Clamped += 3; c?.Items?[0] = 4; c?.Changed += () => { }; }
    public static int ExtensionUse(int[] a, string s) { var c = new Counter(); c.Bump(); return (a[0].IsEven ? 1 : 0) + a[1].Power(3) + int.Answer + int.Largest(1, 2) + a.CountAll() + a.FirstOr(3) + c.N + (s.AsSpan().IsBlank ? 1 : 0) + s.AsSpan().Head.Length; }
    public static int ExtensionOperator(IEnumerable<int> a) => (a + a).CountAll();
    public static int CompoundAssignment(Accumulator a, Counter c) { a += 3; a -= a; a++; checked { ++a; } c += 4; c++; return a.Total + c.N; }
    public static int ImplicitSpans(int[] a, string s) => SpanOf(a) + CharsOf(s) + a.IndexOf(3) + (a.StartsWith([1, 2]) ? 1 : 0);
    private static int SpanOf(ReadOnlySpan<int> s) => s.Length;
    private static int CharsOf(ReadOnlySpan<char> s) => s.Length;
    public static string UnboundNameof() => nameof(Dictionary<,>) + nameof(List<>.Count);
    public static TryParser<int> LambdaModifiers() => (text, out result) => int.TryParse(text, out result);
    public static RefAdder RefLambda() => (ref x, in y) => x += y;
    public delegate bool TryParser<T>(string text, out T result);
    public delegate void RefAdder(ref int x, in int y);
    public static ReadOnlySpan<char> Trim(Span<char> s) { ReadOnlySpan<char> r = s; return r.TrimStart('x')[..^1]; }
    public static Span<object> Covariance(object[] o) => o;
    public static ReadOnlySpan<object> ReadOnlyCovariance(string[] s) => s;
}
