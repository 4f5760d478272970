namespace Singular.Verifier.Isolation.Tests.Isolation;

/// <summary>Ordinary driver code passes the isolation rules without annotations.</summary>
public class AcceptedDriverCodeTests
{
    [Fact]
    public void CollectionsAndSpans() => Accept("""
        public sealed class Sample
        {
            private readonly Dictionary<string, List<int>> _map = [];
            private readonly Queue<(int Id, string Name)> _queue = new();
            private static ReadOnlySpan<byte> Table => [1, 2, 3];
            private static ReadOnlySpan<int> Wide => [100, 200, 300];
            public int Sum(ReadOnlySpan<byte> data)
            {
                int sum = 0;
                foreach (byte b in data) sum += b + Table[b % 3] + Wide[0];
                foreach (var (key, value) in _map) { sum += key.Length; foreach (int i in value) sum += i; }
                _queue.Enqueue((sum, "x"));
                Span<byte> buffer = stackalloc byte[16];
                System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(buffer, 7);
                data[..Math.Min(4, data.Length)].CopyTo(buffer);
                int[] numbers = [3, 1, 2];
                Array.Sort(numbers);
                return sum + buffer.IndexOf((byte)7) + numbers[^1] + numbers[1..].Length;
            }
        }
        """);

    [Fact]
    public void BuffersThatMove() => Accept("""
        public sealed class Sample
        {
            private readonly Singular.Channels.OwnedQueue<byte> _spare = new();
            private readonly Singular.Channels.OwnedSlot<uint> _last = new();
            public Singular.Channels.Owned<byte> Make(int length)
            {
                if (_spare.TryDequeue(out var spare)) return spare;
                var buffer = Singular.Channels.Owned<byte>.Allocate(length);
                using (var pin = buffer.Pin()) pin.Span[..4].Fill(7);
                return buffer;
            }
            public uint Sum(Singular.Channels.Owned<uint> buffer)
            {
                uint sum = 0;
                using (var pin = buffer.Pin())
                {
                    Span<uint> numbers = pin.Span;
                    foreach (uint number in numbers) sum += number;
                }
                _last.Exchange(buffer).Dispose();
                return sum;
            }
            public int Copy(ReadOnlySpan<byte> source)
            {
                using var buffer = Make(source.Length);
                using var pin = buffer.Pin();
                source.CopyTo(pin.Span);
                return buffer.IsEmpty ? 0 : buffer.Length;
            }
        }
        """);

    [Fact]
    public void TextAndNumbers() => Accept("""
        public static class Sample
        {
            public static string Text(int n, string s, DateTime when, object o)
            {
                var b = new System.Text.StringBuilder();
                b.Append(n).Append(s).Append(' ').AppendLine($"{n:X4} {s}");
                string t = $"{n,5:D3} and {s} at {when.Year:D4}";
                return t + b + s.Substring(1).ToUpperInvariant() + string.Join(",", s, t) + n.ToString("X8", System.Globalization.CultureInfo.InvariantCulture)
                    + string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{n}") + System.Text.Encoding.UTF8.GetString([65, 66]) + o;
            }
            public static int Parse(ReadOnlySpan<char> s) => int.TryParse(s, out int v) ? v : s switch { "one" => 1, "two" => 2, "three" => 3, "four" => 4, "five" => 5, "six" => 6, "seven" => 7, _ => System.Numerics.BitOperations.Log2(8u) };
        }
        """);

    [Fact]
    public void RecordsTuplesAndPatterns() => Accept("""
        public enum Kind { A, B }
        public readonly record struct Point(int X, int Y);
        public sealed record Node(string Name, Node? Next, Kind Kind);
        public abstract record Shape { public sealed record Circle(double R) : Shape; public sealed record Square(double S) : Shape; }
        public static class Sample
        {
            private static readonly Point Origin = new(0, 0);
            private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);
            private static readonly string Name = "n" + Limit;
            public static double Area(Shape s) => s switch { Shape.Circle { R: > 0 } c => c.R * c.R * Math.PI, Shape.Square q => q.S, _ => throw new ArgumentException("no", nameof(s)) };
            public static Node Chain(Node n) => n with { Next = n, Name = Name };
            public static (int, string) Swap((string A, int B) t) => (t.B, t.A);
            public static bool Same(Point p) => p == Origin && p.GetHashCode() == Origin.GetHashCode() && EqualityComparer<Point>.Default.Equals(p, Origin);
        }
        """);

    [Fact]
    public void LambdasIteratorsAndEvents() => Accept("""
        public sealed class Sample
        {
            public event Action<int>? Changed;
            public IEnumerable<int> Evens(IEnumerable<int> all) { foreach (int i in all) if (i % 2 == 0) yield return i; }
            public int Use(List<int> l, int k) { Changed?.Invoke(k); return l.Find(x => x > 3) + l.FindIndex(x => x == k) + l.ConvertAll(Twice).Count; }
            private static int Twice(int x) => 2 * x;
            public Func<int, int> Closure(int k) => x => x + k;
        }
        """);

    [Fact]
    public void AsyncMethods() => Accept("""
        public sealed class Sample
        {
            private readonly TaskCompletionSource<int> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
            public async ValueTask<int> Wait(CancellationToken stop)
            {
                stop.ThrowIfCancellationRequested();
                try { return await _source.Task + await More(); }
                catch (InvalidOperationException e) when (e.Message.Length > 3) { await More(); throw; }
                finally { await More(); }
            }
            private async ValueTask<int> More() { await Task.CompletedTask; return 1; }
            public async Task Forever() { while (true) await More(); }
            public void Done() => _source.TrySetResult(1);
        }
        """);

    [Fact]
    public void LocksAndAtomics() => Accept("""
        public sealed class Sample : IDisposable
        {
            private sealed class Gate;
            private readonly Lock _lock = new();
            private readonly Gate _gate = new();
            private int _n;
            public int Add(int k)
            {
                lock (_lock) { _n += k; }
                lock (_gate) { _n += k; }
                lock (this) { _n++; }
                return Interlocked.Increment(ref _n) + Volatile.Read(ref _n);
            }
            public void Dispose() => Interlocked.Exchange(ref _n, 0);
        }
        """);

    /// <summary>What a driver author reaches for first: wire formats, registers, queues, text, guards.</summary>
    [Fact]
    public void WhatDriversAreMadeOf() => Accept("""
        using System.Buffers.Binary; using System.Collections.Concurrent; using System.Globalization; using System.Numerics; using System.Runtime.InteropServices; using System.Text;
        [Flags] public enum Status : byte { None, Ready = 1, Error = 2 }
        public readonly record struct Descriptor(uint Address, ushort Length, Status Flags);
        [StructLayout(LayoutKind.Sequential, Pack = 1)] public struct Header { public uint Magic; public ushort Version; public Status Status; public byte Rest; }
        public sealed class Network(int size)
        {
            private readonly Queue<Descriptor> _free = new(size);
            private readonly SortedDictionary<int, string> _names = [];
            private readonly ConcurrentQueue<byte[]> _received = new();
            private readonly Dictionary<string, int> _byName = new(StringComparer.OrdinalIgnoreCase);
            public static uint Words(Span<byte> buffer)
            {
                Header header = MemoryMarshal.Read<Header>(buffer);
                header.Version++;
                MemoryMarshal.Write(buffer, in header);
                MemoryMarshal.AsRef<Header>(buffer).Status |= Status.Ready;
                Span<uint> words = MemoryMarshal.Cast<byte, uint>(buffer);
                return words[0] + BinaryPrimitives.ReverseEndianness(words[^1]) + (uint)MemoryMarshal.AsBytes(words).Length;
            }
            public static string Show(Status s, ReadOnlySpan<byte> b) => (Enum.IsDefined(s) ? Enum.GetName(s) : s.ToString()) + Convert.ToHexStringLower(b) + BitConverter.ToString(b.ToArray()) + Convert.ToBase64String(b);
            public static int Parse(string t) => int.Parse(t, NumberStyles.HexNumber, CultureInfo.InvariantCulture) + Convert.ToInt32(t, 16) + (Enum.TryParse(t, out Status s) ? (int)s : 0) + string.Compare(t, "x", StringComparison.Ordinal);
            public static int Lines(string t) { int n = 0; foreach (ReadOnlySpan<char> line in t.AsSpan().EnumerateLines()) n += line.Length; foreach (Rune r in t.EnumerateRunes()) n += r.Value; return n; }
            public static int Find(int[] a) => Array.Find(a, x => x > 1) + Array.FindIndex(a, x => x == 2) + (Array.Exists(a, x => x < 0) ? 1 : 0) + Array.ConvertAll(a, x => x + 1).Length;
            public static T Average<T>(ReadOnlySpan<T> all) where T : INumber<T> { T sum = T.Zero; foreach (T x in all) sum += x; return all.IsEmpty ? sum : sum / T.CreateTruncating(all.Length); }
            public static double Scale(double d) => double.Clamp(double.Floor(d) + Math.Round(d, 2), 0, 100);
            public void Receive(byte[] packet) { _received.Enqueue(packet); while (_received.TryDequeue(out byte[]? next)) { Buffer.BlockCopy(next, 0, packet, 0, 4); _names[next.Length] = "x"; _byName["A"] = next.Length; } foreach (var (key, name) in _names) _free.Enqueue(new Descriptor((uint)key, (ushort)name.Length, Status.None)); }
            public IReadOnlyList<int> Both(int a, int b) => [a, b];
            public int Six(Func<int, int, int, int, int, int> f, Action<int, int, int, int, int> g) { g(1, 2, 3, 4, 5); return f(1, 2, 3, 4, 5); }
        }
        """);

    [Fact]
    public void GenericsAndStaticAbstracts() => Accept("""
        public interface IUnit<T> where T : IUnit<T> { static abstract T Zero { get; } int Value { get; } }
        public readonly struct Meter(int v) : IUnit<Meter> { public static Meter Zero => new(0); public int Value => v; }
        public sealed class Ring<T>(int size) where T : notnull
        {
            private readonly T[] _items = new T[size];
            private int _next;
            public void Put(T item) { ArgumentNullException.ThrowIfNull(item); _items[_next++ % _items.Length] = item; }
            public T? Last => _next == 0 ? default : _items[(_next - 1) % _items.Length];
        }
        public static class Sample { public static int Get<T>() where T : IUnit<T> => T.Zero.Value; public static int Use() => Get<Meter>() + new Ring<string>(3).Last?.Length ?? 0; }
        """);

    [Fact]
    public void TheSameInDebugBuilds()
    {
        const string source = """
            public sealed class Sample
            {
                private readonly Lock _lock = new();
                public async ValueTask<string> Get(int n) { await Task.CompletedTask; lock (_lock) { return $"{n} {Find([1, 2], n)}"; } }
                private static int Find(List<int> l, int n) { try { return l.Find(x => x == n); } catch (Exception e) when (e is ArgumentException) { return 0; } }
                public IEnumerable<int> All() { try { yield return 1; } finally { Find([], 1); } }
            }
            """;
        Compile.ExpectNone(Compile.Verify(Compile.Library(source, optimise: false), VerificationChecks.Isolation));
    }

    private static void Accept(string source) =>
        Compile.ExpectNone(Compile.Verify(Compile.Library(source), VerificationChecks.Isolation));
}
