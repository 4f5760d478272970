namespace Singular.Seeds.Delegates;

public delegate object Maker(string s);
public delegate void Changer(ref int n, object o);
public delegate TOut Turn<in TIn, out TOut>(TIn value);
public delegate ref int Picker(int[] a);
public class Source
{
    private readonly string _name;
    public event Action<object>? Raised;
    public Source(string name) => _name = name;
    public string Named(object o) => _name + o;
    public virtual object Make(string s) => _name + s;
    public void Raise(object o) => Raised?.Invoke(o);
    public Maker Bound() => Make;
    public Func<object, string> Mine() => Named;
}
public sealed class Other : Source { private object _kept = "k"; public Other() : base("other") { } public override object Make(string s) => _kept; public void Keep(object o) => _kept = o; public Action<object> Keeper() => Keep; public Maker Up() => base.Make; }
public struct Number { private int _n; public Number(int n) => _n = n; public int Add(int m) => _n += m; public Func<int, int> Adder() => Add; }
public static class Statics
{
    public static object Upper(string s) => s + "!";
    public static string Text(object o) => o as string ?? "?";
    public static void Change(ref int n, object o) { n++; }
    public static ref int Pick(int[] a) => ref a[0];
    public static Maker Make() => Upper;
    public static Maker FromText() => Text;
    public static Func<string, object> Variant(Func<object, string> f) => f;
    public static Turn<string, object> Turned(Turn<object, string> f) => f;
    public static int Changed(Changer c, int n, string s) { c(ref n, s); return n; }
    public static int Changes(int n) => Changed(Change, n, "c");
    public static int Picked(Picker p, int[] a) { p(a)++; return a[0]; }
    public static int Picks(int[] a) => Picked(Pick, a);
    public static Func<int> Closure(int n, string s) { var m = n; return () => { m++; return m + s.Length; }; }
    public static object Closed(string s) { Func<string> f = s.ToString; return f(); }
    public static string Combine(Source s, Other o, string t) { Maker m = s.Make; m += o.Make; m += Upper; m -= Upper; return Text(m(t)); }
    public static string Events(Source s, Other o) { s.Raised += o.Keep; s.Raise("r"); s.Raised -= o.Keep; return Text(o.Make("")); }
    public static int Struct(int n) { var x = new Number(n); var f = x.Adder(); return f(1) + f(2); }
    public static T Call<T>(Func<T> f) => f();
    public static T Generic<T>(T v) { Func<T> f = () => v; return Call(f); }
    public static object Invoke(Delegate d, Maker m) => m is Delegate e && e == d ? m("e") : d;
    public static string Lambda(string[] a) { Turn<string, string> f = static x => x + "l"; var r = ""; foreach (var s in a) r = f(r) + s; return r; }
}
