using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Singular.Corpus;

public abstract record Vehicle(string Name) { public int Wheels { get; init; } = 4; public virtual string Sound() => "…"; protected virtual bool PrintMembers(System.Text.StringBuilder b) { b.Append(Name); return true; } }
public record Car(string Name, int Doors) : Vehicle(Name) { public override string Sound() => "brumm"; public sealed override string ToString() => base.ToString() + Doors; }
public sealed record Truck(string Name, double Load) : Vehicle(Name) { public Truck(string name) : this(name, 1) { } public void Deconstruct(out string n, out double l, out int w) => (n, l, w) = (Name, Load, Wheels); }
public readonly record struct Celsius(double Degrees) { public static implicit operator Celsius(double d) => new(d); public Fahrenheit ToFahrenheit() => new(Degrees * 9 / 5 + 32); }
public record struct Fahrenheit(double Degrees) { public double Degrees { get; set; } = Degrees; public void Warm() => Degrees++; }

public abstract class Shelter { public abstract Vehicle Vehicle { get; } public virtual Shelter Copy() => this; public abstract object Key(); }
public class Garage : Shelter { public override Car Vehicle => new("x", 5); public override Garage Copy() => new(); public override string Key() => "k"; }

public static class CSharp9
{
    public static Car With(Car c) => c with { Name = "y", Doors = 3, Wheels = 3 };
    public static bool Equal(Vehicle a, Vehicle b) => a == b && a.Equals(b) && a.GetHashCode() == b.GetHashCode() && a.ToString() == b.ToString();
    public static string Covariant(Garage g, Shelter s) => g.Copy().Vehicle.Doors + s.Copy().Vehicle.Name + g.Key().Length + s.Key();
    public static bool Relational(int n) => n is > 0 and < 10 or 42 and not 7;
    public static bool NotNull(object? o) => o is not null and not string;
    public static string TypePattern(object o) => o switch { int => "int", string or char => "text", Vehicle { Wheels: >= 4 } v => v.Name, not null => "other", null => "null" };
    public static int TargetTyped(bool b) { List<int> l = new() { 1 }; Dictionary<string, List<int>> d = new(); d["x"] = l; int? n = b ? 1 : null; return n ?? d.Count; }
    public static Func<int, int, int> DiscardParameters() => static (_, _) => 3;
    public static int NativeSized(nint a, nuint b, nint[] c) { nint x = a * 2; nuint y = b / 3; c[0] = x; return (int)(x + (nint)y + c[^1] >> 1); }
    public static int ExtensionEnumerator(Range r) { int sum = 0; foreach (var i in r) sum += i; return sum; }
    public static IEnumerator<int> GetEnumerator(this Range r) { for (int i = r.Start.Value; i < r.End.Value; i++) yield return i; }
    public static int LocalAttributes(string? s) { [return: MaybeNull] string Local([AllowNull] string x) => x; return Local(s)?.Length ?? 0; }
    public static int InitOnly() { var p = new Initialised(3) { Name = "y", Items = [] }; return p.Id; }
    public static int Generic<T>(T value) where T : Vehicle => (value with { }).Wheels;
    [SuppressMessage("x", "y")] public static string Attributed([CallerArgumentExpression(nameof(value))] string text = "", int value = 0) => text + value;
}

public static class CSharp10
{
    public static Fahrenheit RecordStruct(Celsius c) { var f = c.ToFahrenheit() with { Degrees = 1 }; f.Warm(); (double d, f) = (f.Degrees, new(2)); return f with { Degrees = d }; }
    public static bool RecordStructEquality(Celsius a, Celsius b) => a == b && !a.Equals((object)b) && a.GetHashCode() != 0;
    public static int ExtendedProperty(Vehicle? v, Exception? e) => v is Car { Name.Length: > 3 and var n } ? n : e is { InnerException.Message.Length: 3 } ? 1 : 0;
    public static Delegate LambdaNaturalType() { var f = (string s) => s.Length; var g = object (bool b) => b ? "x" : 1; return f("a") > 0 ? f : g; }
    public static Func<int> LambdaAttributes() => [Obsolete] static () => 3;
    public static string ConstantInterpolation() { const string a = "x"; const string b = $"{a}y"; return b; }
    public static int MixedDeconstruction() { int x; (x, var y) = (1, 2); (int a, x) = (y, a: x); return x + y + a; }
    public static string Handler(bool b, int n) => Log(b, $"{n} of {n:X}");
    private static string Log(bool on, [InterpolatedStringHandlerArgument(nameof(on))] OptionalHandler h) => h.ToString();
    public static string Builder(System.Text.StringBuilder b, int n) => b.Append($"{n,5}").Append(System.Globalization.CultureInfo.InvariantCulture, $"x{n}").AppendLine($"{b.Length}").ToString();
    public static string Created(Span<char> buffer, double d) => string.Create(null, buffer, $"{d:F3} {d}");
    public static string Stack(int n) => string.Create(null, stackalloc char[32], $"{n}");
    public static DefaultStruct ParameterlessConstructor() => new() { B = 3 };
    public struct DefaultStruct { public int A = 1; public int B; public DefaultStruct() { B = 2; } public readonly int Sum() => A + B; }
}

[InterpolatedStringHandler]
public ref struct OptionalHandler
{
    private readonly System.Text.StringBuilder? _text;
    public OptionalHandler(int literalLength, int formattedCount, bool on, out bool isOn) { isOn = on; _text = on ? new(literalLength + formattedCount) : null; }
    public void AppendLiteral(string s) => _text!.Append(s);
    public void AppendFormatted<T>(T value) => _text!.Append(value);
    public void AppendFormatted<T>(T value, string? format) where T : IFormattable => _text!.Append(value.ToString(format, null));
    public override readonly string ToString() => _text?.ToString() ?? "";
}

public interface IMeasure<TSelf> where TSelf : IMeasure<TSelf>
{
    static abstract TSelf Zero { get; }
    static abstract TSelf operator +(TSelf a, TSelf b);
    static abstract bool operator <(TSelf a, TSelf b);
    static abstract bool operator >(TSelf a, TSelf b);
    static abstract explicit operator double(TSelf a);
    static virtual TSelf Twice(TSelf a) => a + a;
    static virtual string Unit => "?";
    double Amount { get; }
}

public readonly struct Metres(double amount) : IMeasure<Metres>
{
    public double Amount { get; } = amount;
    public static Metres Zero => default;
    public static Metres operator +(Metres a, Metres b) => new(a.Amount + b.Amount);
    public static bool operator <(Metres a, Metres b) => a.Amount < b.Amount;
    public static bool operator >(Metres a, Metres b) => a.Amount > b.Amount;
    public static explicit operator double(Metres a) => a.Amount;
    static string IMeasure<Metres>.Unit => "m";
}

public sealed class Feet(double amount) : IMeasure<Feet>
{
    public double Amount => amount;
    public static Feet Zero { get; } = new(0);
    public static Feet operator +(Feet a, Feet b) => new(a.Amount + b.Amount);
    public static bool operator <(Feet a, Feet b) => a.Amount < b.Amount;
    public static bool operator >(Feet a, Feet b) => a.Amount > b.Amount;
    public static explicit operator double(Feet a) => a.Amount;
    public static Feet Twice(Feet a) => new(a.Amount * 2);
}

public static class CSharp11
{
    public static T Total<T>(ReadOnlySpan<T> all) where T : IMeasure<T> { T sum = T.Zero; foreach (var x in all) { if (x < sum) continue; sum += x; } return T.Twice(sum); }
    public static string Show<T>(T value) where T : IMeasure<T> => $"{(double)value} {T.Unit} {value.Amount}";
    public static double UseStatics() => Total<Metres>([new(1), new(2)]).Amount + Total<Feet>([new(1)]).Amount + Show(new Metres(1)).Length;
    public static T Average<T>(T[] all) where T : INumber<T> { T sum = T.AdditiveIdentity; foreach (T x in all) sum += x; return all.Length == 0 ? T.Zero : sum / T.CreateChecked(all.Length); }
    public static T Clamp<T>(T x, T low, T high) where T : IComparisonOperators<T, T, bool> => x < low ? low : x > high ? high : x;
    public static T Bits<T>(T x) where T : IBinaryInteger<T> => (x << 1 | x >>> 2) ^ ~x & T.One;
    public static T Sqrt<T>(T x) where T : IFloatingPointIeee754<T> => T.IsNaN(x) ? T.NaN : T.Sqrt(T.Abs(x)) + T.Pi;
    public static T ParseAs<T>(string s) where T : ISpanParsable<T> => T.TryParse(s, null, out T? v) ? v : T.Parse(s.AsSpan(), null);
    public static Func<T, T, T> Operator<T>() where T : IAdditionOperators<T, T, T> => (a, b) => a + b;
    public static Func<T> Method<T>() where T : IMeasure<T> { var f = T.Twice; return () => f(T.Zero); }
    public static int ListPatterns(ReadOnlySpan<int> a) => a switch { [] => 0, [1, 2, ..] => 1, [.., 9] => 2, [var f, .. var m, var l] when m.Length > 2 => f + l, [_, _] => 3, _ => 4 };
    public static string Slices(string s) => s switch { ['a', .. var rest] => rest, [.., 'z'] => "z", [_] => "one", _ => s };
    public static ReadOnlySpan<byte> Utf8(int n) => n switch { 0 => "zero"u8, 1 => "one"u8, _ => "many"u8 };
    public static string RawStrings(int n) => $$"""{"n": {{n}}, "s": "x"}""" + """
        two lines
          "quoted"
        """;
    public static int Required() => new Person("a", 1) { Nick = "b" }.Age + new Initialised { Id = 1 }.Id;
    public static Checked UseChecked(Checked a) => checked(a + a) + unchecked(a + a) + checked(-a);
    public static int UnsignedShift(int a, long b, sbyte c) => (a >>> 3) + (int)(b >>> 33) + (c >>> 1);
    public static Span<T> RefSafe<T>(ref T x, scoped Span<T> y) { y.Clear(); return new Span<T>(ref x); }
    public static int AutoDefault() { var s = new AutoDefaulted(3); return s.A + s.B; }
    public static Func<string, int> StaticMethodGroup() => int.Parse;
    public static string Generic<T>() => typeof(GenericAttributed).Name + typeof(T).Name;
    public static int NewLines(int n) => $"{
        n switch { 1 => "one", _ => "more" }
    }".Length;
    public static int ScopedLocal(ReadOnlySpan<int> a) { scoped ReadOnlySpan<int> s = a; scoped ref readonly int r = ref s[0]; { Span<int> t = stackalloc int[2]; s = t; } return s.Length + r; }
    [GenericMark<int>] private sealed class GenericAttributed { }
    private readonly struct AutoDefaulted { public readonly int A; public readonly int B; public AutoDefaulted(int a) { A = a; } }
}

[AttributeUsage(AttributeTargets.Class)] internal sealed class GenericMarkAttribute<T> : Attribute { }

public readonly struct Checked(int n)
{
    public int N => n;
    public static Checked operator +(Checked a, Checked b) => new(unchecked(a.N + b.N));
    public static Checked operator checked +(Checked a, Checked b) => new(checked(a.N + b.N));
    public static Checked operator -(Checked a) => new(unchecked(-a.N));
    public static Checked operator checked -(Checked a) => new(checked(-a.N));
    public static Checked operator >>>(Checked a, int b) => new(a.N >>> b);
    public static explicit operator checked byte(Checked a) => checked((byte)a.N);
    public static explicit operator byte(Checked a) => unchecked((byte)a.N);
}

file static class OnlyHere { public static int Twice(int x) => x * 2; public static T Same<T>(T x) => x; }
file interface IOnlyHere { int Get(); }
file sealed class HereToo : IOnlyHere { public int Get() => OnlyHere.Twice(OnlyHere.Same(3)); }

public static class FileTypes { public static int Use() { IOnlyHere h = new HereToo(); return h.Get(); } }

/// <summary>Ref fields, their references and what may go where.</summary>
public ref struct Cursor
{
    private ref int _at;
    private ref readonly int _end;
    public Cursor(Span<int> s, ref readonly int end) { _at = ref s[0]; _end = ref end; }
    public readonly bool IsAtEnd => _at == _end;
    public readonly ref int Current => ref _at;
    public void Set(int x) => _at = x;
    public void Move(Span<int> s, int i) => _at = ref s[i];
    public void Copy(Cursor other) { _at = ref other._at; _end = ref other._end; }
    public readonly int Read() => _at + _end;
    [UnscopedRef] public ref Cursor Chain() { _at++; return ref this; }
    public static Cursor Over(int[] a) => new(a, ref a[^1]);
    public static int Walk(int[] a) { var c = Over(a); c.Set(4); c.Current++; c.Chain().Chain(); var d = c; d.Move(a, 1); c.Copy(d); return c.Read() + (d.IsAtEnd ? 1 : 0); }
}
