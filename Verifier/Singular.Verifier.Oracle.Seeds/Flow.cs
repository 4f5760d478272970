namespace Singular.Seeds.Flow;

public class Failure(string why) : Exception(why) { public string Why { get; } = why; public virtual int Number => 1; }
public sealed class Worse(string why, object about) : Failure(why) { public object About = about; public override int Number => 2; }
public sealed class Resource : IDisposable { public static int Open; private string _state = "open"; public Resource() => Open++; public string State => _state; public void Dispose() { Open--; _state = "closed"; } }
public static class Use
{
    public static object Caught(int n) { try { if (n == 0) throw new Failure("zero"); if (n == 1) throw new Worse("one", "about"); return n; } catch (Worse w) { return w.About; } catch (Failure f) { return f.Why; } }
    public static int Finally(int n) { var r = 0; try { r = 10 / n; } catch (DivideByZeroException) { r = -1; } finally { r += 100; } return r; }
    public static string Filter(Exception e, object o) { try { throw e; } catch (Failure f) when (f.Number == 2 && o is string) { return f.Why; } catch (Exception x) when (x is not Failure) { return "other"; } catch (Exception) { return "any"; } }
    public static object Nested(object a, object b, int n) { object r = a; try { try { if (n > 2) throw new Failure("x"); r = b; } finally { if (n > 3) r = "f"; } } catch (Failure f) { r = f; } finally { n--; } return r; }
    public static string Using(int n) { using var r = new Resource(); if (n > 1) return r.State; try { using (var s = new Resource()) { if (n == 1) throw new Failure(s.State); } } catch (Failure f) { return f.Why; } return "end"; }
    public static int Loops(int[] a) { var n = 0; foreach (var x in a) { try { if (x == 1) continue; if (x == 2) break; n += 100 / x; } catch (DivideByZeroException) { n++; continue; } finally { n += 2; } } return n; }
    public static object Rethrow(object o) { try { try { return ((string)o).Length; } catch (InvalidCastException) { throw; } } catch (Exception e) { return e; } }
    public static int Dense(int i) { switch (i) { case 0: return 1; case 1: return 5; case 2: goto case 0; case 3: goto default; case 4: return 3; default: return -1; } }
    public static object Switched(int i, string s, int[] a, object o) { object r; switch (i) { case 0: r = s; break; case 1: r = a; break; case 2: r = o; break; case 5: r = i; break; default: r = "d"; break; } return r; }
    public static object Ladder(int n, string a, int[] b) { object r = a; while (n > 0) { if (n % 3 == 0) r = b; else if (n % 3 == 1) r = r is string ? n : a; n--; } return r; }
    public static long Mixed(int a, long b, uint c, nint d, double e, float f) { var x = a + b; x ^= c; x += d; x -= (long)e; x <<= a; return x > 0 ? x : (long)f + (int)x + (byte)a; }
    public static int Overflow(int a, int b) { try { return checked(a * b); } catch (OverflowException) { return unchecked(a * b); } }
    public static bool Ordered(double a, float b, object p, object q) => !(a < b) || a == b || p == q;
    public static ref int ByRef(int[] a, int n) { try { n = 10 / n; } catch (Exception) { n = 0; } return ref a[n & 1]; }
    public static string Coalesce(string? a, object? b, string c) => a ?? b as string ?? c;
    public static object Ternaries(bool x, bool y, string a, int[] b, object[] c) => x ? y ? a : b : y ? c : (object)x;
    public static IEnumerable<object> Sequence(string s, int n) { for (var i = 0; i < n; i++) { yield return s; yield return i; } }
    public static int Consumed(int n) { var c = 0; foreach (var o in Sequence("s", n & 3)) { if (o is string) c++; } return c; }
    public static string Concat(int n, object o, string[] parts) { var s = "" + n + o; foreach (var p in parts) s += p; return s; }
}
