using System.Collections;
using System.Runtime.CompilerServices;

namespace Singular.Corpus;

/// <summary>C# 1 and 2: what a compiler emits for the oldest constructs is still most of what there is.</summary>
public static class ClassicStatements
{
    public static int While(int n) { int sum = 0; while (n > 0) { sum += n; n--; if (sum == 7) continue; if (sum > 1000) break; } return sum; }
    public static int DoWhile(int n) { int i = 0; do { i += 2; } while (i < n); return i; }
    public static int For(int[] a) { int best = int.MinValue; for (int i = 0, j = a.Length - 1; i <= j; i++, j--) best = a[i] > a[j] ? a[i] : a[j]; return best; }
    public static int ForEachArray(int[,] a) { int sum = 0; foreach (int x in a) sum += x; return sum; }
    public static int ForEachOld(IEnumerable e) { int n = 0; foreach (object o in e) n += o.GetHashCode(); return n; }
    public static int ForEachCast(ArrayList l) { int n = 0; foreach (string s in l) n += s.Length; return n; }
    public static string SwitchOnString(string s) { switch (s) { case "one": case "1": return "eins"; case "two": return "zwei"; case null: return "nichts"; default: goto case "one"; } }
    public static int SwitchOnChar(char c) { switch (c) { case 'a': return 1; case 'b': return 2; case 'z': return 26; } return 0; }
    public static int SwitchOnLong(long l) { switch (l) { case 1L << 40: return 1; case -1: return 2; case 0: return 3; default: return 4; } }
    public static int SwitchSparse(int i) { switch (i) { case 1: return 1; case 100: return 2; case 10_000: return 3; case 1_000_000: return 4; } return 0; }
    public static int Labels(int n) { start: if (n > 10) goto end; n += 3; if (n % 2 == 0) goto start; n++; goto start; end: return n; }
    public static int NestedBreaks(int[][] a) { int found = -1; for (int i = 0; i < a.Length && found < 0; i++) { for (int j = 0; j < a[i].Length; j++) { if (a[i][j] == 0) { found = i; break; } } } return found; }
    public static bool ShortCircuit(bool a, bool b, Func<bool> c) => a && (b || c()) && !(a ^ b) | c();
    public static int Ternaries(int x) => x < 0 ? x < -10 ? -2 : -1 : x > 10 ? 2 : x == 0 ? 0 : 1;
    public static int Unreachable() { return 1; }
    public static void Empty() { }
    public static int Assignments(int x) { int a, b, c; a = b = c = x; a += b -= c *= 2; a <<= b & 3; a >>= 1; a |= b ^ c; a %= 7; return a + b + c; }
    public static int Increments(int x, int[] a) { int i = 0; a[i++] = x++; a[i] = ++x; a[i--]--; --a[i]; return a[0] + x-- - i; }
    public static string Concatenate(string a, object b, char c, int d) => a + b + c + d + 'x' + null + 1.5 + a + b + c;
}

public static class ClassicNumbers
{
    public static sbyte SByte(int x) => (sbyte)x;
    public static byte Byte(long x) => unchecked((byte)(x * 3));
    public static short Short(double x) => (short)x;
    public static ushort UShort(float x) => (ushort)x;
    public static uint UInt(int x) => (uint)x >> 3;
    public static ulong ULong(long x) => (ulong)x / 7 % 5;
    public static float Float(ulong x) => x;
    public static double Double(uint x) => x * 1.5;
    public static char Char(int x) => (char)(x + 'a');
    public static bool Comparisons(uint a, long b, ulong c, double d) => a < 3 && b >= 4 || c > 5 && d <= 6 || d != d;
    public static int CheckedConversions(long l, double d, uint u) { checked { return (int)l + (int)d + (int)u + (short)l + (byte)u; } }
    public static long CheckedArithmetic(long a, long b) => checked(a + b - a * b + -a);
    public static int UncheckedBlock(int x) { unchecked { return x * 0x7FFFFFFF + (int)0xFFFFFFFF; } }
    public static decimal Decimals(decimal a, int b) => -a * b + 1.5m / (b + 1) % 3m;
    public static int Bits(int x) => (~x & 0xFF) | (x ^ 0x55);
    public static bool? Lifted(bool? a, bool? b) => a & b | !a;
    public static int? LiftedArithmetic(int? a, int? b) => a + b * -a;
    public static bool LiftedComparison(int? a, long? b) => a < b || a == null && b != null;
    public static int Coalesce(int? a, int? b, int c) => a ?? b ?? c;
    public static nint NativeInts(nint a, nuint b) => a + (nint)b - 1;
    public static int Constants() { const int A = 3; const string B = "abc"; const double C = 1.5; return A + B.Length + (int)C; }
}

public class ClassicObjects : IComparable, ICloneable
{
    private int _value;
    private static int s_count;
    protected readonly string Name;
    static ClassicObjects() { s_count = 1; }
    public ClassicObjects() : this(0) { }
    public ClassicObjects(int value) { _value = value; Name = value.ToString(); s_count++; }
    public int Value { get { return _value; } set { if (value < 0) throw new ArgumentOutOfRangeException("value"); _value = value; } }
    public int this[int i, string s] { get { return i + s.Length + _value; } set { _value = i + value; } }
    public virtual int CompareTo(object? o) => o is ClassicObjects c ? _value.CompareTo(c._value) : 1;
    object ICloneable.Clone() => MemberwiseClone();
    public static ClassicObjects operator +(ClassicObjects a, ClassicObjects b) => new(a._value + b._value);
    public static ClassicObjects operator -(ClassicObjects a) => new(-a._value);
    public static ClassicObjects operator ++(ClassicObjects a) => new(a._value + 1);
    public static bool operator true(ClassicObjects a) => a._value != 0;
    public static bool operator false(ClassicObjects a) => a._value == 0;
    public static ClassicObjects operator &(ClassicObjects a, ClassicObjects b) => a._value == 0 ? a : b;
    public static explicit operator int(ClassicObjects a) => a._value;
    public static implicit operator ClassicObjects(int a) => new(a);
    public static int Use(ClassicObjects a) { a.Value += 3; a[1, "x"] += 4; a++; if (a && -a) a = 5; return (int)(a + 1) + a[2, ""]; }
    public event EventHandler? Happened { add { _value++; } remove { _value--; } }
    public event EventHandler? Simple;
    public void Fire() { EventHandler? h = Simple; if (h != null) h(this, EventArgs.Empty); Happened += h; }
    public override string ToString() => base.ToString() + Name;
    public override bool Equals(object? o) => o is ClassicObjects other && other._value == _value;
    public override int GetHashCode() => _value ^ s_count;
    public static void Swap(ref ClassicObjects a, ref ClassicObjects b) { ClassicObjects t = a; a = b; b = t; }
    public static bool TryMake(int n, out ClassicObjects? made) { made = n > 0 ? new ClassicObjects(n) : null; return made != null; }
    public static int Sum(params int[] all) { int s = 0; for (int i = 0; i < all.Length; i++) s += all[i]; return s; }
    public static int CallParams() => Sum() + Sum(1) + Sum(1, 2, 3) + Sum(new int[4]);
    public static ClassicObjects[][,] Arrays() { var a = new ClassicObjects[2][,]; a[0] = new ClassicObjects[1, 2]; a[0][0, 1] = new ClassicObjects(1); return a; }
    public static int[,] Initialised() => new int[,] { { 1, 2 }, { 3, 4 } };
    public static Array Cloned(string[] a) => (Array)a.Clone();
    public static bool Types(object o) => o is IComparable && o as string != null && o.GetType() == typeof(ClassicObjects);
    public static int Unbox(object o) => (int)o + (o is long l ? (int)l : 0) + (int)(DayOfWeek)o;
    public static object Box(int i, DayOfWeek d, decimal m) => i > 0 ? i : d == 0 ? d : m;
}

/// <summary>C# 3 to 5: lambdas, queries, initialisers, dynamic-free async.</summary>
public static class QueryExpressions
{
    public static List<int> Filter(List<int> l, int k) => l.FindAll(delegate(int x) { return x > k; });
    public static IEnumerable<string> Select(IEnumerable<int> q) => from x in q where x > 1 select x.ToString();
    public static IEnumerable<int> Join(IEnumerable<int> a, IEnumerable<int> b) => from x in a join y in b on x equals y select x + y;
    public static IEnumerable<(int, int)> GroupJoin(IEnumerable<int> a, IEnumerable<int> b) => from x in a join y in b on x % 3 equals y % 3 into g from z in g.DefaultIfEmpty() select (x, z);
    public static IEnumerable<int> Groups(IEnumerable<string> a) => from s in a group s by s.Length into g orderby g.Key descending, g.Count() select g.Count();
    public static object Anonymous(int a) { var x = new { A = a, B = "b", C = new { D = 1.5 } }; return x.A > 1 ? x : (object)x.C.D; }
    public static List<int> CollectionInitialiser(int a) => new() { 1, a, 3 };
    public static Dictionary<string, int> IndexInitialiser() => new() { ["a"] = 1, ["b"] = 2 };
    public static ClassicObjects ObjectInitialiser() => new() { Value = 3, [1, "x"] = 4 };
    public static Func<int, Func<int, int>> Curry(int a) => b => c => a + b + c;
    public static int Closures(int n) { int sum = 0; var actions = new List<Action>(); for (int i = 0; i < n; i++) { int j = i; actions.Add(() => sum += j); } foreach (var a in actions) a(); return sum; }
    public static int Recursion(int n) { Func<int, int> f = null!; f = x => x < 2 ? 1 : x * f(x - 1); return f(n); }
    public static int Named(int a = 1, string b = "x", int? c = null) => a + b.Length + (c ?? 0);
    public static int CallNamed() => Named() + Named(c: 3) + Named(b: "yy", a: 2);
    public static string Caller([CallerMemberName] string m = "", [CallerLineNumber] int l = 0) => m + l;
    public static string CallCaller() => Caller();
    public static IEnumerable<object> Covariant(IEnumerable<string> s) => s;
    public static Func<object> CovariantDelegate(Func<string> f) => f;
    public static Action<string> ContravariantDelegate(Action<object> f) => f;
    public static async Task<int> Await(Task<int> a, Task<string> b) => await a + (await b).Length;
    public static async Task<int> AwaitInLoop(Task<int>[] all) { int sum = 0; foreach (var t in all) { if (await t > 0) sum += await t; else break; } return sum; }
    public static async Task<T> AwaitGeneric<T>(Func<Task<T>> f, T other) { try { return await f(); } catch (TimeoutException) { return other; } }
    public static Task<int> AsyncLambda(int x) { Func<int, Task<int>> f = async y => { await Task.Yield(); return x + y; }; return f(1); }
}

public class ClassicIterators : IEnumerable<int>
{
    private readonly List<int> _items = [];
    public IEnumerator<int> GetEnumerator() { foreach (int i in _items) { if (i < 0) yield break; yield return i; } }
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    public void Add(int i) => _items.Add(i);
    public static IEnumerable<int> Fibonacci() { int a = 0, b = 1; while (true) { yield return a; (a, b) = (b, a + b); } }
    public static IEnumerable<(int, int)> Pairs(int n) { for (int i = 0; i < n; i++) for (int j = i; j < n; j++) yield return (i, j); }
    public static IEnumerable<T> Flatten<T>(IEnumerable<IEnumerable<T>> all) { foreach (var some in all) foreach (T x in some) yield return x; }
    public static IEnumerable<int> WithFinally(IDisposable d) { try { using (d) { yield return 1; try { yield return 2; } finally { d.Dispose(); } } } finally { d.Dispose(); } }
    public IEnumerable<string> Captures(string p) { yield return p + _items.Count; foreach (var i in this) yield return $"{p}{i}"; }
}
