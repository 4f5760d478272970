namespace Singular.Seeds.Objects;

public interface IShape { int Area(); string Name => "shape"; }
public interface IScaled<out T> { T Scaled(int by); }
public abstract class Shape : IShape
{
    protected int Side;
    protected internal object? Tag;
    private string _label = "s";
    protected Shape(int side) => Side = side;
    public abstract int Area();
    public virtual string Label() => _label;
    public virtual Shape Copy() => this;
    public override string ToString() => Label();
}
public class Square : Shape, IScaled<Square>
{
    public static Square? Last;
    private readonly int[] _history = new int[2];
    public Square(int side) : base(side) { Last = this; _history[0] = side; }
    public override int Area() => Side * Side;
    public override Square Copy() => new(Side);
    public Square Scaled(int by) => new(Side * by);
    public ref int History(int i) => ref _history[i];
    public string Describe() => base.Label() + Tag;
}
public sealed class Named : Square
{
    private readonly string _name;
    private object _other = "o";
    public Named(int side, string name) : base(side) { _name = name; }
    public override string Label() => _name + base.Label();
    public override string ToString() => base.ToString() + _other;
    public void Take(object other) { _other = other; Tag = other; }
    public string Text => _other as string ?? _name;
}
public sealed class Holder
{
    public string Text = "t";
    public int[] Numbers = [1, 2, 3];
    public object Any = "any";
    public Holder? Next;
    public long Wide;
    public byte Narrow;
    public readonly string Fixed = "f";
    public static readonly string Shared = "shared";
    public static Holder Root = new();
}
public static class Use
{
    public static int Areas(Shape[] shapes) { var sum = 0; foreach (var s in shapes) sum += s.Area(); return sum; }
    public static string Cast(object o) => o is string s ? s : o is Shape p ? p.Label() : o is int[] a ? "array" : "none";
    public static Square Down(Shape s) => (Square)s;
    public static IShape Up(Square s) => s;
    public static object Choose(bool b, Square s, string t) => b ? s : t;
    public static Shape Merge(int n, Square s, Named d) { Shape r; if (n == 1) r = s; else if (n == 2) r = d; else r = s.Copy(); return r; }
    public static IScaled<Shape> Variance(Square s) => s;
    public static string Chain(Holder h) { h.Next = new Holder { Text = "n", Any = h }; h.Next.Next = h; return h.Next.Text + h.Text + h.Next.Any; }
    public static void Store(Holder h, string t, int[] n, object o) { h.Text = t; h.Numbers = n; h.Any = o; h.Wide = n.Length; h.Narrow = (byte)n.Length; Holder.Root = h; }
    public static string Load(Holder h) { var o = h.Any; return (o as string) + h.Text + h.Fixed + Holder.Shared; }
    public static int Boxes(int i, long l, char c) { object o = i; object p = l; object q = c; return (int)o + (int)(long)p + (char)q; }
    public static int? Maybe(object o) => o as int?;
    public static string Interfaces(IShape s) => s.Name + s.Area();
    public static object[] Mixed(string a, Shape s) { var r = new object[] { a, s, 3 }; r[0] = s; r[2] = a; return r; }
    public static object Covariant(string[] a) { object[] o = a; return o.Length > 0 ? o[0] : o; }
    public static bool Same(object a, object b) => a == b;
    public static int Switch(object o) { switch (o) { case Named n: return n.Text.Length; case Square q: return q.Area(); case string t: return t.Length; default: return -1; } }
    public static void Loop(Holder h, int n) { object o = h; for (var i = 0; i < n; i++) { if ((i & 1) == 0) o = h.Text; else o = h; h.Any = o; } }
    public static Named Make(int n, string s) { var x = new Named(n, s); x.Take(x); return x; }
}
