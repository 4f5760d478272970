using Singular.Channels.Samples;

namespace Singular.Channels.Tests.Servers;

public sealed class SpansServer : ISpans
{
    public long Sum(ReadOnlySpan<int> numbers)
    {
        long sum = 0;
        foreach (int number in numbers)
            sum += number;
        return sum;
    }

    public void Reverse(Span<byte> bytes) => bytes.Reverse();

    public int Merge(ReadOnlySpan<long> first, ReadOnlySpan<long> second, Span<long> result)
    {
        first.CopyTo(result);
        second.CopyTo(result[first.Length..]);
        result[..(first.Length + second.Length)].Sort();
        return first.Length + second.Length;
    }

    public double Scale(Span<double> values, double factor, string label)
    {
        foreach (ref double value in values)
            value *= factor;
        return label.Length;
    }
}
