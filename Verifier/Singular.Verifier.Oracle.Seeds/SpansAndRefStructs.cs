using System.Diagnostics.CodeAnalysis;

namespace Singular.Seeds.SpansAndRefStructs;

public ref struct Cursor
{
    private ReadOnlySpan<byte> _rest;
    private int _taken;
    public Cursor(ReadOnlySpan<byte> data) { _rest = data; _taken = 0; }
    public readonly int Left => _rest.Length;
    public bool Next(out byte b) { if (_rest.IsEmpty) { b = 0; return false; } b = _rest[0]; _rest = _rest[1..]; _taken++; return true; }
    public ReadOnlySpan<byte> Take(int n) { var t = _rest[..n]; _rest = _rest[n..]; return t; }
}
public ref struct Target
{
    private ref int _to;
    public ref readonly string Name;
    public Span<int> Rest;
    public Target(ref int to, ref readonly string name) { _to = ref to; Name = ref name; }
    public ref int To => ref _to;
    public void Set(int n) => _to = n;
    public void Move(ref Target other) => _to = ref other._to;
    public readonly int From(Target other) => other._to + Rest.Length;
    [UnscopedRef] public ref Span<int> RestRef => ref Rest;
}
public ref struct Two { public Span<int> A; public Span<string> B; public int N; public readonly Span<int> Pick() => N > 0 ? A[..N] : A; }

public static class Use
{
    private static readonly int[] s_table = [1, 2, 3, 4];
    public static int Sum(ReadOnlySpan<int> s) { var n = 0; foreach (var i in s) n += i; return n; }
    public static Span<int> Slice(Span<int> s, int n) { if (s.Length > n) s = s[n..]; return s; }
    public static ref int At(Span<int> s, int i) => ref s[i];
    public static ref readonly int Read(ReadOnlySpan<int> s) => ref s[0];
    public static Span<int> Over(ref int x) => new(ref x);
    public static ReadOnlySpan<int> OverIn(in int x) => new(in x);
    public static Span<int> Choose(bool b, Span<int> x, Span<int> y) => b ? x : y;
    public static Span<int> Scoped(scoped Span<int> a, Span<int> b) { a[0] = 1; return b; }
    public static void Assign(ref Span<int> s, int[] a) { s = a; s = s[1..]; }
    public static void Give(out Span<int> s, int[] a) => s = a;
    public static int Stack() { Span<int> s = stackalloc int[4]; s[1] = 3; return s[1] + s.Length; }
    public static int StackMixed(int n) { Span<byte> s = n < 16 && n > 0 ? stackalloc byte[n] : new byte[8]; s[0] = 1; return s.Length; }
    public static int OfLocal(int x) { var s = new Span<int>(ref x); s[0]++; return x; }
    public static int Passes(int x) { Span<int> s = stackalloc int[2]; var t = Slice(s, 1); t[0] = x; return Sum(s) + Over(ref x)[0]; }
    public static Span<int> FromTable(int n) { Span<int> s = s_table; return n > 2 ? s[..2] : s; }
    public static ReadOnlySpan<char> Text(string s) => s.AsSpan(1);
    public static Span<string> Strings(string[] a, string t) { Span<string> s = a; s[0] = t; s.Reverse(); return s; }
    public static int Cursors(byte[] data) { var c = new Cursor(data); var n = 0; while (c.Next(out var b)) n += b; return n + c.Left; }
    public static ReadOnlySpan<byte> Takes(ReadOnlySpan<byte> data) { var c = new Cursor(data); c.Next(out _); return c.Take(1); }
    public static int Targets(int a, string s) { var t = new Target(ref a, in s); t.Set(4); t.To++; var b = 1; var u = new Target(ref b, in s); t.Move(ref u); t.Set(2); return a + b + t.Name.Length; }
    public static ref int Leads(ref int a, string[] s) { var t = new Target(ref a, ref s[0]); t.Rest = new Span<int>(ref a); return ref t.To; }
    public static Span<int> Twos(int[] a, string[] b) { Two t = default; t.A = a; t.B = b; t.N = 1; t.B[0] = "z"; return t.Pick(); }
    public static Target Combined(Target a, Target b, bool c) { if (c) a.From(b); a.RestRef = b.Rest; return a; }
    public static void Replace(ref Target into, Target from) { into = from; }
    public static void Pass(ref Cursor c, ref int n) { c.Next(out var b); n += b; }
    public static int Passed(byte[] d) { var c = new Cursor(d); var n = 0; Pass(ref c, ref n); return n; }
    public static T Identity<T>(T v) where T : allows ref struct => v;
    public static Span<int> Identities(Span<int> s) => Identity(s);
    public static void Fill(Span<string> s, string t) { for (var i = 0; i < s.Length; i++) s[i] = t; }
    public static bool Copy(ReadOnlySpan<char> from, Span<char> to) => from.TryCopyTo(to);
    public static int Loop(int[] a, int n) { Span<int> s = a; while (s.Length > 1 && n-- > 0) { s = s[1..]; s[0] = n; } return s.Length; }
}
