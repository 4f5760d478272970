using System.Diagnostics.CodeAnalysis;

namespace Singular.Corpus;

public class CSharp6
{
    public string First { get; set; } = "a";
    public int Length => First?.Length ?? -1;
    public static int Conditional(CSharp6? c) => c?.First?.Length ?? 0;
    public static char? Index(string? s) => s?[0];
    public static void Call(Action? a, List<int>? l) { a?.Invoke(); l?.Clear(); }
    public static string Interpolated(int a, double b, string c, DateTime d) => $"{a} {a:X4} {b,10:F2} {c,-5} {d:yyyy} {{}} {(a > 1 ? "x" : "y")}";
    public static string NameOf(int parameter) => nameof(parameter) + nameof(CSharp6.First) + nameof(List<int>);
    public static int Filter(Func<int> f, bool b) { try { return f(); } catch (Exception e) when (b && e is not ArgumentException) { return 1; } catch (ArgumentException e) when (e.ParamName?.Length > 2) { return 2; } }
    public static async Task AwaitInCatch(Task t) { try { await t; } catch (IOException) { await Task.Yield(); } finally { await t; } }
    public static int Chained(CSharp6? c) { var s = c?.First.Trim().Substring(1)?.ToUpperInvariant(); return s is null ? 0 : s.Length; }
    public static int? NullableChain(int[]? a) => a?.Length + 1;
    public static bool NullableStruct(DateTime? d) => d?.Year > 2000;
}

public class CSharp7
{
    private readonly int[] _items = new int[4];
    public ref int this[int i] => ref _items[i];
    public ref readonly int Last => ref _items[^1];
    public static (int Sum, string Text) Tuple(int a) { (int x, string y) t = (a, "b"); t.x++; var (p, _) = t; return (p, t.y); }
    public static bool TupleEquality((int, long) a, (int, long) b) => a == b && a != (1, 2L);
    public static (int, (string, int[])) Nested(int a) => (a, ("x", [a]));
    public static int Deconstruct(KeyValuePair<string, int> p) { var (key, value) = p; (value, var n) = (n: key.Length, value); return value + n; }
    public static int OutVariables(string s) => int.TryParse(s, out var n) && long.TryParse(s, out long m) ? n + (int)m : 0;
    public static int Discards(string s) { _ = int.TryParse(s, out _); return s is var _ ? 1 : 0; }
    public static int IsPattern(object o) { if (o is int i || o is string s && int.TryParse(s, out i)) return i; return o is null ? -1 : 0; }
    public static int SwitchPattern(object o) { switch (o) { case int i when i > 3: return i; case string { Length: 3 }: return 3; case CSharp7 c: return c._items.Length; case null: return -1; case var x: return x.GetHashCode(); } }
    public static ref int RefReturn(int[] a, int i) { ref int r = ref a[i]; r++; return ref r; }
    public static ref int RefConditional(bool b, ref int x, ref int y) => ref b ? ref x : ref y;
    public static int RefReassign(int[] a) { ref int r = ref a[0]; for (int i = 1; i < a.Length; i++) { if (a[i] > r) r = ref a[i]; } return r; }
    public static ref int Find(ref int[] a, int value) { for (int i = 0; i < a.Length; i++) { if (a[i] == value) return ref a[i]; } throw new KeyNotFoundException(); }
    public static ref readonly DateTime InReturn(in DateTime d) => ref d;
    public static int InArgument(in DateTime d, in int i) => d.Year + i;
    public static int PassIn(DateTime d) { int i = 1; return InArgument(d, i) + InArgument(in d, in i) + InArgument(DateTime.UnixEpoch, 3) + InReturn(d).Month; }
    public static void RefLocalOfField(ref Point p) { ref var x = ref p; x = new Point(1, 2); ref readonly var y = ref x; x = y with { X = y.Y }; }
    public static int LocalFunctions(int n) { return Outer(n) + Generic(1) + Iterate().Count(); int Outer(int x) { return Inner() + x; int Inner() => n + x; } static T Generic<T>(T t) => t; IEnumerable<int> Iterate() { yield return n; } }
    public static int ThrowExpressions(object? o, bool b) => b ? o?.GetHashCode() ?? throw new InvalidOperationException() : throw new ArgumentException(nameof(b));
    public static int Literals() => 0b1010_0101 + 1_000_000 + 0xFF_FF;
    public static int DefaultLiteral(int[]? a = default, CancellationToken t = default) { DateTime d = default; return a?.Length ?? d.Day + (t == default ? 1 : 0); }
    public static Span<int> StackOrHeap(Span<int> s, int n) { Span<int> local = n < 10 ? stackalloc int[n] : new int[n]; local.Fill(3); return n > 5 ? s : local.ToArray(); }
    public static bool Unmanaged<T>(T a, T b) where T : unmanaged, IEquatable<T> => a.Equals(b);
    public static TEnum EnumConstraint<TEnum>(TEnum a) where TEnum : struct, Enum => a;
    public static TDelegate DelegateConstraint<TDelegate>(TDelegate a, TDelegate b) where TDelegate : Delegate => (TDelegate)Delegate.Combine(a, b)!;
    private protected int Hidden() => Last;
    public async ValueTask<int> ValueTasks(ValueTask<int> t) => await t + this[0];
    public int ByRefIndexer() { this[1] = 3; this[2] += this[1]++; return this[2]; }
    public static ref T Generic<T>(T[] a, Predicate<T> p) { for (int i = 0; ; i++) { if (p(a[i])) return ref a[i]; } }
    public static readonly Mutable Shared;
    public static int ReadOnlyStruct() => Shared.Peek() + Shared.Next() + Shared.N;
}

public readonly struct ReadOnlyPoint(int x, int y)
{
    public int X { get; } = x;
    public int Y { get; } = y;
    public double Length => Math.Sqrt(X * X + Y * Y);
    public ReadOnlyPoint Add(in ReadOnlyPoint o) => new(X + o.X, Y + o.Y);
    public static ReadOnlyPoint operator +(in ReadOnlyPoint a, in ReadOnlyPoint b) => a.Add(b);
    public void Deconstruct(out int x, out int y) => (x, y) = (X, Y);
    public override string ToString() => $"({X}, {Y})";
}

public interface IShapeWithDefaults
{
    string Name { get; }
    string Describe() => $"{Name} {Area():F1}";
    double Area() => 0;
    static int Count(IEnumerable<IShapeWithDefaults> all) { int n = 0; foreach (var s in all) n += s.IsLarge ? 1 : 0; return n; }
    private bool IsLarge => Area() > Limit();
    protected static double Limit() => 10;
    sealed string Twice() => Describe() + Describe();
}

public interface INamedShape : IShapeWithDefaults { string IShapeWithDefaults.Describe() => "named " + Name; new string Name { get; } string IShapeWithDefaults.Name => Name; }

public class CSharp8 : INamedShape, IAsyncDisposable, IDisposable
{
    public string Name => "x";
    public double Area() => 12;
    public string Use() { IShapeWithDefaults s = this; INamedShape n = this; return s.Describe() + s.Twice() + n.Name + IShapeWithDefaults.Count([s]); }
    public static string Constrained<T>(T t) where T : IShapeWithDefaults => t.Describe() + t.Area() + t.Twice();
    public static string Switch(object o, int n) => (o, n) switch { (int i, > 3) => $"{i}", (string { Length: var l }, _) when l > n => "long", (null, 0) => "nothing", (ReadOnlyPoint(var x, 0), _) => x.ToString(), _ => "other" };
    public static double Property(ReadOnlyPoint p) => p switch { { X: 0, Y: 0 } => 0, { X: var x } and { Y: > 0 } => x, (_, var y) => y };
    public static int Ranges(int[] a, string s) => a[^1] + a[1..3].Length + s[..^1].Length + s[^2] + a[Start(a)..].Length;
    private static Index Start(int[] a) => a.Length > 3 ? 1 : ^1;
    public static Range StoredRange(int n) => n..^n;
    public static int UsingDeclaration(int n) { using var a = new CSharp8(); using (var b = new CSharp8()) { if (n > 3) return n; } using CSharp8? c = null; return a.Name.Length; }
    public static async Task<int> AwaitUsing(int n) { await using var a = new CSharp8(); await using (new CSharp8()) { if (n > 3) return n; } return 0; }
    public static string? NullCoalescingAssignment(string? s, ref List<int>? l) { s ??= "x"; (l ??= []).Add(1); int? n = null; n ??= 3; return s + n; }
    public static int StaticLocal(int a) { return Twice(a); static int Twice(int x) => x * 2; }
    public static int StackallocInExpression(int n) { Span<int> s = stackalloc[] { n, 2, 3 }; return Spans.Sum(stackalloc int[] { 1, 2, 3 }) + s[0] + (s.IndexOfAny(stackalloc[] { 2, 8 }) > 0 ? 1 : 0); }
    public static string Verbatim(int n) => $@"a\{n}\""b" + @$"c{n:D2}";
    public static async IAsyncEnumerable<int> Stream(int n) { await Task.Yield(); for (int i = 0; i < n; i++) { try { yield return i; } finally { await Task.Yield(); } } }
    public static async Task<int> Consume(CancellationToken t) { int sum = 0; await foreach (var i in Stream(3).WithCancellation(t).ConfigureAwait(false)) sum += i; return sum; }
    public static T? Nullable<T>(T? a) where T : class => a ?? null;
    public static T NotNull<T>([NotNull] T? a) where T : notnull => a ?? throw new ArgumentNullException(nameof(a));
    public readonly struct Disposable { public void Dispose() { } public readonly int N => 1; }
    public ref struct PatternBased { public void Dispose() { } public readonly int Value => 3; }
    public static int DisposePattern() { using var p = new PatternBased(); return p.Value; }
    public ValueTask DisposeAsync() => default;
    public void Dispose() { }
}
