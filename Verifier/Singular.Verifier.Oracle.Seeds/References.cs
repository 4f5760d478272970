using System.Diagnostics.CodeAnalysis;

namespace Singular.Seeds.References;

public struct Pair { public int A; public long B; public string? Text; public readonly int Sum() => A + (int)B; public void Add(int n) { A += n; B -= n; } }
public readonly struct Fixed(int a, string t) { public readonly int A = a; public readonly string T = t; public int Twice() => A * 2; public string Of() => T + A; }
public struct Nest { public Pair First; public Pair Second; public byte Small; public bool Flag; }
public sealed class Box { public int Number; public Pair Pair; public string Text = "b"; public byte Byte; public static int Shared; public static Pair SharedPair; public readonly Fixed Fixed = new(1, "x"); public Nest Nest; }

public static class Plain
{
    public static void Swap(ref int a, ref int b) { var t = a; a = b; b = t; }
    public static void SwapText(ref string a, ref string b) { var t = a; a = b; b = t; }
    public static void SwapAny(ref object a, ref object b) { (a, b) = (b, a); }
    public static ref int Larger(ref int a, ref int b) { if (a > b) return ref a; return ref b; }
    public static ref int Element(int[] a, int i) => ref a[i];
    public static ref string TextOf(string[] a) => ref a[0];
    public static ref readonly string ReadText(object[] o, string[] a) => ref a[0];
    public static int ReadIn(in int a, in Pair p) => a + p.Sum() + p.A;
    public static string ReadFixed(in Fixed f) => f.Of() + f.T;
    public static void Out(out int a, out string s, out Pair p) { a = 1; s = "o"; p = default; p.A = 3; }
    public static int Local() { var x = 3; ref var r = ref x; r++; var y = 4; r = ref y; r--; return x + y; }
    public static long Fields(Box b) { ref var r = ref b.Number; r = 5; ref var p = ref b.Pair; p.B = 7; p.Add(r); b.Byte = 255; ref var q = ref b.Byte; q++; return p.B + b.Number + b.Byte; }
    public static ref long Inner(Box b) => ref b.Nest.Second.B;
    public static ref int Static() => ref Box.Shared;
    public static int StaticStruct() { ref var p = ref Box.SharedPair; p.Text = "s"; p.Add(2); return Box.SharedPair.A; }
    public static int Copy(Pair p) { var q = p; q.Add(1); p = q; return p.A + q.A; }
    public static Nest Nested(Pair a, Pair b) { Nest n = default; n.First = a; n.Second = b; n.First.Text = b.Text; n.Small = (byte)a.A; n.Flag = a.A > 3; return n; }
    public static void Through(ref Pair p) { p = new Pair { A = 1, B = 2, Text = "new" }; p.Add(1); Swap(ref p.A, ref p.A); }
    public static int Calls(int n) { var a = n; var b = 2; Swap(ref a, ref b); Larger(ref a, ref b) = 9; Out(out var c, out var s, out var p); return a + b + c + s.Length + p.A; }
    public static int Chooses(bool c, int[] a) { var x = 1; ref var r = ref (c ? ref x : ref a[0]); r = 7; return x; }
    public static byte Bytes(byte[] a, ref byte b) { ref var r = ref a[1]; r = b; b = 3; return r; }
    public static double Floats(ref float f, ref double d) { f += 1; d -= f; return d; }
    public static bool Flags(ref bool b, ref char c) { b = !b; c = 'x'; return b; }
    public static int ReadonlyField(Box b) => b.Fixed.Twice() + b.Fixed.T.Length;
    public static ref readonly Fixed FixedOf(Box b) => ref b.Fixed;
    public static T Generic<T>(ref T a, T b) { var t = a; a = b; return t; }
    public static ref T First<T>(T[] a) => ref a[0];
    public static void Reset<T>(ref T a, out T b) { b = a; a = default!; }
}

public struct Counter
{
    private int _count;
    private string? _last;
    public Counter(int n) { _count = n; _last = null; Step("c"); }
    public void Step(string s) { _count++; _last = s; }
    public readonly string? Last => _last;
    public Counter Next() { var c = this; c.Step("n"); return c; }
    [UnscopedRef] public ref int Count => ref _count;
    public override readonly string ToString() => _last ?? "none";
    public override readonly bool Equals(object? other) => other is Counter c && c._count == _count;
    public override readonly int GetHashCode() => _count;
}

public static class Counters
{
    public static string Run(int n) { var c = new Counter(n); c.Step("r"); c.Count += 2; object o = c; return o.ToString() + c.Next().Last; }
    public static bool Boxed(Counter a, object b) { object o = a; return o.Equals(b) | a.Equals(b); }
    public static int Unboxed(object o) => ((Counter)o).GetHashCode();
    public static void Arrays(Counter[] a) { a[0].Step("a"); ref var c = ref a[1]; c = a[0]; c.Count = 3; }
}
