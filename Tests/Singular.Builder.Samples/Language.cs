using System.Numerics;
using System.Text;

namespace Samples;

/// <summary>Each method returns text that depends on the feature it is named after.</summary>
public static class Language
{
    public static string RunIterator() => string.Join(',', Count(5).Where(x => x % 2 == 0));

    private static IEnumerable<int> Count(int n)
    {
        try
        {
            for (int i = 0; i < n; i++)
                yield return i;
        }
        finally
        {
            n = 0;
        }
    }

    public static string RunAsync() => Sum(10).GetAwaiter().GetResult().ToString();

    private static async Task<int> Sum(int n)
    {
        int sum = 0;
        for (int i = 0; i < n; i++)
        {
            try
            {
                await Task.Yield();
                sum += await Twice(i);
            }
            catch (InvalidOperationException) when (i == 3)
            {
                sum += 1000;
            }
        }
        return sum;
    }

    private static async ValueTask<int> Twice(int i)
    {
        await Task.CompletedTask;
        return i == 3 ? throw new InvalidOperationException() : 2 * i;
    }

    public static string RunSwitch()
    {
        var text = new StringBuilder();
        object?[] values = [1, 2L, "three", null, new Point(1, 2), new Point(0, 9), 3.5, new[] { 1, 2, 3 }];
        foreach (object? value in values)
        {
            text.Append(value switch
            {
                int i and > 0 => $"int{i}",
                long l => $"long{l}",
                "three" => "3",
                string s => s,
                null => "null",
                Point { X: 0 } p => $"axis{p.Y}",
                Point(var x, var y) => $"p{x + y}",
                int[] and [1, .., var last] => $"list{last}",
                _ => "other",
            }).Append(';');
        }
        return text.ToString();
    }

    public static string RunStringSwitch() =>
        string.Concat("alpha beta gamma delta epsilon zeta eta theta x".Split(' ').Select(Number));

    private static int Number(string word) => word switch
    {
        "alpha" => 1, "beta" => 2, "gamma" => 3, "delta" => 4, "epsilon" => 5, "zeta" => 6, "eta" => 7, "theta" => 8, _ => 0,
    };

    public static string RunSpans()
    {
        ReadOnlySpan<byte> bytes = "hello"u8;
        ReadOnlySpan<int> ints = [1, -2, 3, 70000];
        ReadOnlySpan<long> longs = [1L << 40, 2, 3];
        ReadOnlySpan<double> doubles = [0.5, -1.25];
        int[] array = [10, 20, 30, 40, 50];
        Span<int> stack = stackalloc int[4];
        ints.CopyTo(stack);
        long sum = 0;
        foreach (byte b in bytes)
            sum += b;
        foreach (int i in stack)
            sum += i;
        foreach (long l in longs)
            sum += l;
        return $"{sum} {doubles[0] + doubles[1]} {array[^1]} {string.Join(',', array[1..3])}";
    }

    public static string RunStaticAbstract() => $"{Total<int>([1, 2, 3])} {Total<double>([0.5, 0.25])} {Make<Meter>(3).Value}";

    private static T Total<T>(T[] values) where T : INumber<T>
    {
        T sum = T.Zero;
        foreach (T value in values)
            sum += value;
        return sum;
    }

    private static T Make<T>(int value) where T : struct, IUnit<T> => T.Of(value) + T.Of(1);

    public static string RunInlineArray()
    {
        var buffer = new Eight();
        for (int i = 0; i < 8; i++)
            buffer[i] = i * i;
        Span<int> view = buffer;
        return $"{buffer[7]} {view[2..5].Length} {view[3]}";
    }

    public static string RunRefStruct()
    {
        int value = 4;
        var holder = new Holder(ref value);
        holder.Add(3);
        return $"{value} {Generic.Length(new Holder(ref value))}";
    }

    public static string RunEvents()
    {
        var source = new Source();
        int count = 0;
        EventHandler<int> handler = (_, n) => count += n;
        source.Fired += handler;
        source.Fire(5);
        source.Fired -= handler;
        source.Fire(7);
        return count.ToString();
    }

    public static string RunRecords()
    {
        var a = new Person("Ada", 36);
        Person b = a with { Age = 37 };
        return $"{a} {b} {a == b} {a == b with { Age = 36 }}";
    }

    public static string RunCovariance() => $"{new Cat().Clone().Sound()} {((Animal)new Cat()).Clone().Sound()} {((IGreet)new Cat()).Greet()}";

    public static string RunExceptions()
    {
        var log = new StringBuilder();
        for (int i = 0; i < 5; i++)
        {
            try
            {
                try
                {
                    Fail(i);
                    log.Append("ok ");
                }
                catch (ArgumentException e) when (e.Message.Length > 0 && i == 1)
                {
                    log.Append("filtered ");
                }
                finally
                {
                    log.Append('f').Append(i).Append(' ');
                }
            }
            catch (Exception e)
            {
                log.Append(e.GetType().Name).Append(' ');
            }
        }
        return log.ToString();
    }

    private static void Fail(int i)
    {
        switch (i)
        {
            case 1: throw new ArgumentException("one");
            case 2: throw new ArgumentException("two");
            case 3: throw new DivideByZeroException();
            case 4: checked { i += int.MaxValue; } break;
        }
    }

    public static string RunEnums() => $"{Colours.Red | Colours.Blue} {(Colours)8} {Enum.Parse<Colours>("Green")} {default(Small)}";

    public static string RunGenerics()
    {
        var pair = new Outer<int>.Inner<string>(5, "x");
        var nested = new Outer<List<int[,]>>.Inner<Dictionary<string, Outer<int>.Inner<long>[]>>([], []);
        int[,] grid = new int[2, 3];
        grid[1, 2] = 7;
        int[][] jagged = [[1], [2, 3]];
        nested.First.Add(grid);
        return $"{pair} {nested.First[0][1, 2]} {jagged[1][1]} {Outer<string>.Default("d")} {Local(3)}";

        static int Local(int n) => n <= 0 ? 0 : n + Local(n - 1);
    }

    /// <summary>A field whose type is an instantiation of a value type that is declared further down.</summary>
    public static string RunGenericStructs()
    {
        var first = new AFirst { Value = new ZLast<int> { Item = 4 } };
        return $"{first.Value.Item} {first} {new AFirst.Deriving().Get(new ZLast<string> { Item = "z" })}";
    }

    public static string RunVolatileAndInterlocked()
    {
        var cell = new Cell();
        Parallel.For(0, 100, _ => Interlocked.Increment(ref cell.Count));
        cell.Done = true;
        return $"{cell.Count} {cell.Done} {Cell.ReadOnly(in cell.Fixed)}";
    }

    public static string RunUsing()
    {
        var log = new List<string>();
        using (new Scope(log, "a"))
        using (var b = new Scope(log, "b"))
        {
            foreach ((string key, int n) in new SortedDictionary<string, int> { ["k"] = 1, ["l"] = 2 })
                log.Add($"{key}{n}");
            lock (log)
                log.Add(b.Name);
        }
        return string.Join(' ', log);
    }

    public static string RunExpressions()
    {
        decimal d = 1.1m + 2;
        nint native = 5;
        char c = 'ä';
        float f = 1f / 3;
        int? maybe = null;
        (int a, (string b, long? e)) = (1, ("t", null));
        int[] copy = [.. Enumerable.Range(0, 4), 9];
        return FormattableString.Invariant($"{d} {native << 2} {(int)c} {f:0.000} {maybe ?? -1} {a}{b}{e is null} {copy.Length} {sizeof(long)} {nameof(Language)} {~7 >>> 28}");
    }

    /// <summary>Compiled as it stands, a delegate over a virtual method of null ends the process.</summary>
    private static string TextOf(object? value)
    {
        try
        {
            Func<string?> text = value!.ToString;
            return text() ?? "";
        }
        catch (NullReferenceException)
        {
            return "none";
        }
    }

    private static readonly Version s_frozen = new(1, 2);

    /// <summary>Casts that must fail, of objects that the native compiler lays out itself: as it stands it drops them.</summary>
    public static string RunCastsOfKnownObjects()
    {
        string result = "";
        foreach (Func<object> cast in (Func<object>[])[() => (int[])(object)"text", () => (string)(object)typeof(int), () => (Exception)(object)s_frozen, () => Cast<int[]>("text"), () => throw (Exception)(object)"text"])
        {
            try
            {
                result += cast().GetType() + " ";
            }
            catch (InvalidCastException)
            {
                result += "refused ";
            }
        }
        return result + Cast<string>("text") + Cast<int>(DayOfWeek.Monday);
    }

    private static T Cast<T>(object value) => (T)value;

    public static string RunFunctionTypes()
    {
        Func<int, Func<int, int>> curry = x => y => x * y;
        Action<List<int>> add = list => list.Add(1);
        var numbers = new List<int>();
        (add + add)(numbers);
        return $"{curry(6)(7)} {numbers.Count} {TextOf(3)} {TextOf(null)} {typeof(Dictionary<,>).Name} {typeof(Outer<>.Inner<>).Name}";
    }
}
