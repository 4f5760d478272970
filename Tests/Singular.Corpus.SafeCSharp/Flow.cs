using System.Runtime.CompilerServices;

namespace Singular.Corpus;

public static class Patterns
{
    public static string Kind(object? o) => o switch { null => "null", int and > 3 => "big", int i => i.ToString(), string { Length: > 3 and < 10 } s => s, (int a, int b) => $"{a}{b}", int[] { Length: 0 } => "none", Person { Age: var age, Name: not "x" } => age.ToString(), IEnumerable<int> e when e.Any() => "some", _ => "other" } + Tail(o);
    private static string Tail(object? o) => o is string or int ? "t" : "";
    public static int List(int[] a) => a switch { [] => 0, [var x] => x, [var x, .. var rest] => x + rest.Length };
    public static int Strings(string s) => s switch { "a" => 1, "bb" => 2, "ccc" => 3, "dddd" => 4, "eeeee" => 5, "ffffff" => 6, "g" => 7, "hh" => 8, _ => 0 };
    public static int Dense(int i) { switch (i) { case 0: return 1; case 1: return 5; case 2: goto case 0; case 7: goto default; case 8 or 9: return 3; default: return -1; } }
    public static bool Range(char c) => c is >= 'a' and <= 'z' or '_';
    public static string Tuple(int a, int b) => (a, b) switch { (0, _) => "a", (_, 0) => "b", var (x, y) when x == y => "c", _ => "d" };
    public static int Declared(object o) { if (o is not string { Length: var n } s) return 0; return n + s.Length; }
    public static int Nullables(int? a, long? b) => (int)((a + b) ?? 0) + (a is { } x ? x : 0) + (a > 3 ? 1 : 0);
    public static int Enums(DayOfWeek d) => d switch { DayOfWeek.Monday => 1, DayOfWeek.Friday => 5, _ => (int)d };
}

public static class Exceptions
{
    public static int All(int n)
    {
        try { try { return 10 / n; } catch (DivideByZeroException) when (n == 0) { return 1; } catch (ArithmeticException e) when (Filter(e)) { throw; } finally { n++; } }
        catch (InvalidOperationException e) { throw new ArgumentException("x", e); }
        catch { n--; }
        return n;
    }
    private static bool Filter(Exception e) => e.Message.Length > 3;
    public static void Using(IDisposable a) { using (a) { using var b = a; lock (b) { Console.WriteLine(); } } }
    public static int Locks(Lock l, int[] a) { lock (l) { foreach (var x in a) { if (x == 3) return x; if (x == 4) continue; if (x == 5) break; } } return 0; }
    public static int Nested(int n) { while (true) { try { try { if (n++ > 3) break; } finally { n++; } } catch (Exception) { continue; } finally { n--; } } return n; }
    public static T Generic<T, TException>(Func<T> f) where TException : Exception where T : struct { try { return f(); } catch (TException e) when (e.InnerException is null) { return default; } }
    public static int ThrowExpression(string? s) => (s ?? throw new ArgumentNullException(nameof(s))).Length;
    public static void Goto(int n) { again: n--; if (n > 0) goto again; }
    public static int Checked(int a, long b, uint c) => checked((int)(a * b) + (byte)c - (int)c);
    public static (nint, nuint) Native(nint a, int b) => (a + b, (nuint)(a * 2));
    public static double Floats(float f, double d, decimal m) => f * d + (double)m % 3 + Math.Sqrt(f);
    public static int Shifts(int a, long b, uint c, int n) => (a << n) + (int)(b >> n) + (int)(c >>> n) + (a >>> n);
    public static bool Compare(object a, object b, float x, float y) => a == b || !(x < y) || x != y;
}

public static class Iterators
{
    public static IEnumerable<int> Count(int n) { for (var i = 0; i < n; i++) { if (i == 5) yield break; yield return i; } }
    public static IEnumerable<T> Try<T>(IEnumerable<T> items) { try { foreach (var i in items) yield return i; } finally { Console.WriteLine(); } }
    public static IEnumerator<int> Spans(int[] a) { for (var i = 0; i < a.Length; i++) { Span<int> s = a; ref var r = ref s[i]; r++; var x = r; yield return x; } }
    public static async IAsyncEnumerable<int> Async(int n, [EnumeratorCancellation] CancellationToken t = default) { for (var i = 0; i < n; i++) { await Task.Delay(i, t); yield return i; } }
}

public static class Asynchronous
{
    public static async Task Plain() => await Task.Yield();
    public static async Task<int> Value(Task<int> t) { var x = await t; return x + await t.ConfigureAwait(false); }
    public static async ValueTask<T> Generic<T>(ValueTask<T> t) where T : class => await t;
    public static async Task Try(Task t) { try { await t; } catch (IOException e) when (e.HResult != 0) { await t; throw; } catch (Exception) { await t; } finally { await t; } }
    public static async Task<int> Loop(IAsyncEnumerable<int> items) { var sum = 0; await foreach (var i in items) sum += i; return sum; }
    public static async Task Using(IAsyncDisposable d) { await using (d) { await Task.Yield(); } await using var e = d; }
    public static async Task<int> SpanBetween(byte[] a) { await Task.Yield(); var n = Spans.Sum([1, 2, 3]); { Span<byte> s = a; s[0] = 1; } await Task.Yield(); return n; }
    public static async ValueTask<int> Nested(Func<Task<int>> f) => (await f() > 3 ? await f() : 0) + await Local(); 
    private static async Task<int> Local() { async Task<int> Inner(int x) { await Task.Delay(x); return x; } return await Inner(1) + await Task.Run(async () => await Inner(2)); }
    public static async Task<string> Interpolated(Task<int> t) => $"{await t,5:x} {await t}";
    public static Task<int> Completion() { var s = new TaskCompletionSource<int>(); s.SetResult(1); return s.Task; }
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] public static async ValueTask<int> Pooling(Task t) { await t; return 3; }
    public static async Task Parallel(int n, CancellationToken token) { using var c = CancellationTokenSource.CreateLinkedTokenSource(token); await Task.WhenAll(Enumerable.Range(0, n).Select(async i => { await Task.Delay(i, c.Token); })); }
}

public static class Strings
{
    public static string Interpolate(int a, string? b, double c, DateTime d) => $"a={a} b={b,-10} c={c:F2} {d:O} {{}}";
    public static string Concat(string a, object b, char c) => a + b + c + 1 + null;
    public static string Raw() => """a "quoted" text""";
    public static string Invariant(int x) => FormattableString.Invariant($"{x}");
    public static string Stack(int x) => string.Create(null, stackalloc char[64], $"x={x}");
    public static bool TryFormat(Span<char> s, int x, out int n) => s.TryWrite($"x={x}", out n);
    public static void Builder(System.Text.StringBuilder b, int x) => b.Append($"x={x}").AppendLine($"y");
    public static char Index(string s) => s[^1];
    public static string Range(string s) => s[1..^1];
    public static int Bits(ulong x) => System.Numerics.BitOperations.PopCount(x);
}

public static class Arrays
{
    public static int Multi(int[,] a, int[][] b, int[,,] c) { a[0, 1] = 2; ref var r = ref a[1, 1]; r++; c[0, 0, 0] += b[0][1]; foreach (var x in a) r += x; return r + a.GetLength(0) + new int[2, 3].Length; }
    public static int[,] Literal() => new int[,] { { 1, 2, 3 }, { 4, 5, 6 } };
    public static int[] Table() => [1, 2, 3, 4, 5, 6, 7, 8];
    public static double[] Doubles() => new[] { 1.0, 2, 3, 4, 5 };
    public static string[] Texts(string a) => ["a", a, .. new[] { "x" }];
    public static object[] Boxes(int a, long b) => [a, b, 'c', null!, 3.0m];
    public static ref int Find(int[] a, int x) { for (var i = 0; i < a.Length; i++) { if (a[i] == x) return ref a[i]; } return ref Unsafe.NullRef<int>(); }
    public static ref string RefLocal(string[] a, string[] b, bool c) { ref var r = ref (c ? ref a[0] : ref b[0]); r = "x"; r = ref b[1]; return ref r; }
    public static void Compound(int[] a, List<Mutable[]> l) { a[0] += 3; a[1]++; l[0][1].N += 4; l[0][2].Next(); }
    public static T Jagged<T>(T[][] a) => a[0][0];
    public static bool[] Bools() { var b = new bool[3]; b[0] |= true; return b; }
    public static uint Conversion(byte[] b, ushort[] u, sbyte[] s, nint[] n, float[] f) => (uint)(b[0] + u[0] + s[0] + (int)n[0] + (int)f[0]);
    public static Range Ranges(Index i) => i..^1;
    public static int[] Slice(int[] a) => a[1..3];
}
