using System.Runtime.CompilerServices;

namespace Singular.Seeds.ArraysAndNumbers;

public enum Small : byte { A, B, C = 255 }
public enum Wide : long { X = -1, Y = 1L << 40 }
public class Animal { public int Legs = 4; public virtual string Sound() => "a"; }
public sealed class Dog : Animal { public string Bark = "woof"; public override string Sound() => Bark; }
[InlineArray(4)]
public struct Four<T> { private T _first; }
public struct Mixed { public Small S; public Wide W; public bool B; public char C; public short H; public float F; public nint N; public object O; }

public static class Use
{
    public static int Jagged(int[][] a) { a[0][0] = 1; a[0] = new int[2]; return a[0].Length + a.Length; }
    public static int Multi(int[,] a, object[,] b) { a[0, 1] = 3; ref var r = ref a[1, 0]; r++; b[0, 0] = "m"; return a[0, 1] + a.Length; }
    public static int[,] Table() => new int[2, 3];
    public static void Covariant(Animal[] a, Animal x) { a[0] = x; }
    public static string Bark(Dog[] d) { Animal[] a = d; var x = a[0]; return x.Sound() + d[0].Bark; }
    public static void Fill(object[] a, string s) { for (var i = 0; i < a.Length; i++) a[i] = s; }
    public static Dog[] Dogs(int n) { var d = new Dog[n & 3]; for (var i = 0; i < d.Length; i++) d[i] = new Dog(); return d; }
    public static Animal[] Up(int n) => Dogs(n);
    public static byte Bytes(byte[] b, sbyte[] s, bool[] f) { b[0] = (byte)s[0]; f[0] = b[0] > 2; s[1] = (sbyte)b[1]; return b[0]; }
    public static char Chars(char[] c, ushort[] u, short[] s) { c[0] = (char)u[0]; s[0] = (short)c[1]; return c[0]; }
    public static long Longs(long[] a, ulong[] b, int i) { a[i] = (long)b[0]; b[1]++; return a[i] + (long)b[1]; }
    public static double Doubles(double[] a, float[] b) { a[0] = b[0]; b[1] = (float)a[1]; return a[0] * b[1]; }
    public static Small Enums(Small[] a, Wide[] w) { a[0] = Small.C; w[0] = Wide.Y; return a[0] & (Small)w[0]; }
    public static Mixed Structs(Mixed[] m, object o) { m[0].O = o; m[0].W = Wide.X; m[0].S = Small.B; m[1] = m[0]; ref var r = ref m[1]; r.C = 'z'; r.H = (short)r.C; r.B = true; r.F = 3; r.N = 4; return r; }
    public static string[] Literal(string a) => ["x", a, "y"];
    public static int Length(Array a) => a.Length + a.Rank;
    public static nint Native(nint a, int b) => a * b + (nint)b;
    public static int Inline(Four<int> f, int i) { f[1] = 4; f[0] = i; return f[1] + f[3]; }
    public static string InlineText(ref Four<string> f, string t) { f[2] = t; return f[2] + f[0]; }
    public static Four<object> Made(object o) { Four<object> f = default; f[0] = o; f[3] = "e"; return f; }
    public static T[] Generic<T>(T[] a, T v) { a[0] = v; var b = new T[a.Length]; b[0] = a[0]; return b; }
    public static object Boxed(Small s, Wide w) { object o = s; object p = w; return (Small)o == Small.A ? p : (byte)(Small)o; }
    public static Wide Unboxed(object o) => o is Wide w ? w : (Wide)(long)(int)o;
    public static bool Nullables(int? a, long? b, Small? s) => a + b > 3 || s == Small.B || a.HasValue;
    public static int? Lift(int? a, int b) => a is { } x ? x + b : null;
    public static IList<object> Lists(string[] a) => a;
    public static IEnumerable<Animal> Animals(Dog[] d) => d;
    public static uint Bits(uint a, int n, ulong b) => (a << n) | (a >> (32 - n)) | (uint)(b >> n);
    public static int Convert(double d, float f, long l) => (int)d + (int)f + (int)l + (short)l + (sbyte)f + (ushort)d;
    public static int Index(int[] a, Index i) => a[i];
}
