using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Singular.Corpus;

public static class Spans
{
    public static int Constant() { Span<int> s = stackalloc int[10]; s[3] = 4; return s[3]; }
    public static int Variable(int n) { Span<int> s = stackalloc int[n]; return s.Length; }
    public static int Bytes(int n) { Span<byte> s = stackalloc byte[n]; s.Fill(1); return s[0]; }
    public static int Conditional(int n) { Span<byte> s = n < 100 ? stackalloc byte[n] : new byte[n]; return s[0]; }
    public static int InitialInts() { Span<int> s = stackalloc int[] { 1, 2, 3 }; return s[0]; }
    public static int InitialVariables(int x) { Span<int> s = stackalloc int[] { x, 2, x, 7 }; return s[0]; }
    public static int InitialBytes() { Span<byte> s = stackalloc byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 }; return s[0]; }
    public static int InitialSame() { Span<byte> s = stackalloc byte[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 }; return s[0]; }
    public static int InitialLongs() { Span<long> s = stackalloc long[] { 1, 2, 3, 4, 5, 6 }; return (int)s[0]; }
    public static int InitialDoubles(double d) { Span<double> s = stackalloc[] { 1.0, d }; return (int)s[0]; }
    public static int InitialChars() { Span<char> s = stackalloc char[3] { 'a', 'b', 'c' }; return s[0]; }
    public static Guid Structs(int n) { Span<Guid> s = stackalloc Guid[n]; return s[0]; }
    public static Guid StructsConstant() { Span<Guid> s = stackalloc Guid[4]; return s[0]; }
    public static DayOfWeek Enums() { Span<DayOfWeek> s = stackalloc DayOfWeek[4]; return s[0]; }
    public static int AsArgument(string x) => Length(1, stackalloc char[x.Length]);
    private static int Length(int a, Span<char> c) => c.Length + a;
    public static int ReadOnlyStack() { ReadOnlySpan<int> s = stackalloc int[] { 1, 2, 3 }; return s[0]; }
    public static int Nested(int n) { for (var i = 0; i < n; i++) { if (i == 3) { return Length(i, stackalloc char[8]); } } return 0; }
    public static ReadOnlySpan<byte> Utf8() => "text"u8;
    public static int Utf8Choice(bool b) { var d = b ? "abc"u8 : "de"u8; return d.Length; }
    public static ReadOnlySpan<byte> Table => [1, 2, 3, 4, 5];
    public static ReadOnlySpan<int> IntTable => [1, 2, 3, 4, 5, 100_000];
    public static ReadOnlySpan<bool> BoolTable => [true, false, true];
    public static ReadOnlySpan<char> CharTable => ['a', 'b', 'c'];
    public static ReadOnlySpan<byte> NewTable => new byte[] { 9, 8, 7 };
    public static ReadOnlySpan<byte> Empty => [];
    public static Span<int> OverArray(int[] a) => a;
    public static Span<int> Slice(Span<int> a) => a[1..^1];
    public static Span<int> SliceOfSlice(Span<int> a, int n) { var b = a[n..]; if (b.IsEmpty) return default; b = b[..1]; return b; }
    public static Span<T> Generic<T>(T[] a) { Span<T> s = a; s.Reverse(); return s; }
    public static int Sum(ReadOnlySpan<int> s) { var sum = 0; foreach (var i in s) sum += i; return sum; }
    public static void Write(Span<int> s) { foreach (ref var i in s) i++; }
    public static ref int Element(Span<int> s, int i) => ref s[i];
    public static ref readonly int ElementRead(ReadOnlySpan<int> s, int i) => ref s[i];
    public static Span<int> Over(ref int x) => new(ref x);
    public static Span<int> Choose(bool b, Span<int> x, Span<int> y) => b ? x : y;
    public static void Out(int[] a, out Span<int> s) => s = a;
    public static void RefParameter(ref Span<int> s, int[] a) { s = a; s = s[1..]; }
    public static bool TryTake(scoped ref ReadOnlySpan<byte> s, out byte b) { if (s.IsEmpty) { b = 0; return false; } b = s[0]; s = s[1..]; return true; }
    public static int UseTake(ReadOnlySpan<byte> s) { var sum = 0; while (TryTake(ref s, out var b)) sum += b; return sum; }
    public static uint Primitives(ReadOnlySpan<byte> s) => BinaryPrimitives.ReadUInt32LittleEndian(s[4..]);
    public static string Text(ReadOnlySpan<char> s) => s.Trim().ToString() + new string(s);
    public static int Parse(ReadOnlySpan<char> s) => int.TryParse(s, out var n) ? n : -1;
    public static int Pattern(ReadOnlySpan<char> s) => s switch { "one" => 1, "two" => 2, ['x', .., 'y'] => 3, [var c] => c, _ => 0 };
    public static string Created(int n) => string.Create(n, n, static (span, state) => span.Fill((char)state));
    public static void Params(params ReadOnlySpan<int> values) { foreach (var v in values) Use(v); }
    public static void CallParams(int x) { Params(1, 2, x); Params(); Params(x); }
    private static void Use<T>(T value) { }
    public static int CollectionExpressions(int x) { Span<int> s = [x, x, x]; ReadOnlySpan<string> t = ["a", "b", x.ToString()]; int[] a = [.. s, 1]; List<int> l = [.. a, x]; return l.Count + t.Length; }
    public static Span<int> Scoped(scoped Span<int> a, Span<int> b) { a[0] = 1; return b; }
    public static Span<byte> ReusedVariable(int n) { { Span<byte> a = stackalloc byte[4]; a[0] = 1; } { Span<byte> b = new byte[n]; return b; } }
    public static int TryFinally(int n) { Span<byte> s = stackalloc byte[16]; try { s[0] = (byte)n; return s[0]; } finally { s.Clear(); } }
}

public ref struct Reader
{
    private ReadOnlySpan<byte> _rest;
    private int _count;
    public Reader(ReadOnlySpan<byte> data) => _rest = data;
    public readonly int Remaining => _rest.Length;
    public bool TryRead(out byte value) { if (_rest.IsEmpty) { value = 0; return false; } value = _rest[0]; _rest = _rest[1..]; _count++; return true; }
    public ReadOnlySpan<byte> Take(int n) { var taken = _rest[..n]; _rest = _rest[n..]; return taken; }
    public readonly Enumerator GetEnumerator() => new(_rest);
    public ref struct Enumerator(ReadOnlySpan<byte> data)
    {
        private readonly ReadOnlySpan<byte> _data = data;
        private int _index = -1;
        public readonly byte Current => _data[_index];
        public bool MoveNext() => ++_index < _data.Length;
    }
}

public ref struct RefField
{
    private ref int _target;
    private readonly ref readonly int _source;
    public RefField(ref int target, ref readonly int source) { _target = ref target; _source = ref source; }
    public void Copy() => _target = _source;
    public ref int Target => ref _target;
    [UnscopedRef] public ref RefField Self => ref this;
    public void Retarget(ref RefField other) => _target = ref other._target;
}

public ref struct Buffered : IDisposable
{
    private Span<char> _buffer;
    private int _length;
    public Buffered(Span<char> initial) => _buffer = initial;
    public void Append(char c) { if (_length == _buffer.Length) Grow(); _buffer[_length++] = c; }
    public void Append(scoped ReadOnlySpan<char> s) { foreach (var c in s) Append(c); }
    private void Grow() { var larger = new char[(_buffer.Length * 2) + 1]; _buffer.CopyTo(larger); _buffer = larger; }
    public override readonly string ToString() => _buffer[.._length].ToString();
    public void Dispose() => this = default;
}

public static class RefStructUse
{
    public static int Read(ReadOnlySpan<byte> data) { var reader = new Reader(data); var sum = 0; while (reader.TryRead(out var b)) sum += b; foreach (var b in reader) sum += b; return sum + reader.Remaining; }
    public static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> data) { var reader = new Reader(data); reader.TryRead(out _); return reader.Take(2); }
    public static string Build(string s) { using var b = new Buffered(stackalloc char[16]); b.Append(s); b.Append('x'); Fill(ref Unsafe.NullRef<int>(), s); return b.ToString(); }
    private static void Fill(ref int x, string s) { }
    public static int Fields() { int a = 1, b = 2; var r = new RefField(ref a, ref b); r.Copy(); r.Target++; r.Self.Target++; return a; }
    public static Reader Make(byte[] data) => new(data);
    public static void Pass(ref Reader r, ref int state) { r.TryRead(out var b); state += b; }
    public static int Passes(byte[] data) { var r = new Reader(data); var state = 0; Pass(ref r, ref state); return state; }
    public static int GenericAllows<T>(T value) where T : IDisposable, allows ref struct { value.Dispose(); return 1; }
    public static int CallsGeneric() => GenericAllows(new Buffered(stackalloc char[4]));
    public static bool IsNull<T>(T value) where T : allows ref struct => value is null;
    public static T Identity<T>(T value) where T : allows ref struct => value;
    public static Span<int> CallsIdentity(Span<int> s) => Identity(s);
}

[InlineArray(4)]
public struct Four<T> { private T _first; }

[InlineArray(16)]
public struct Sixteen { private byte _first; }

public static class InlineArrays
{
    public static int Index(Four<int> f) { f[1] = 4; return f[1] + f[^1]; }
    public static int Sum(in Four<int> f) { var sum = 0; foreach (var x in f) sum += x; return sum; }
    public static int AsSpan(ref Sixteen s) { Span<byte> span = s; span.Clear(); ReadOnlySpan<byte> read = s; return read.Length + span.Length; }
    public static Span<byte> Slice(ref Sixteen s) => s[2..4];
    public static T Get<T>(ref Four<T> f, int i) => f[i];
    public static void Set<T>(ref Four<T> f, int i, T value) => f[i] = value;
    public static int Local() { var s = new Sixteen(); s[0] = 1; for (var i = 0; i < 16; i++) s[i]++; return s[0]; }
}
