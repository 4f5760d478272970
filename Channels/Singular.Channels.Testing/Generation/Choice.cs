using System.Globalization;

namespace Singular.Channels.Testing;

/// <summary>An argument of a generated call. It becomes a value when the call is made, because it may depend on what earlier
/// calls gave.</summary>
internal abstract record Choice
{
    /// <param name="learned">Numbers that earlier calls gave, newest last.</param>
    internal abstract object? Resolve(IReadOnlyList<long> learned);

    /// <summary>Simpler choices, the simplest first.</summary>
    internal abstract IEnumerable<Choice> Shrink();
}

/// <summary>A value that is fixed.</summary>
internal sealed record ValueChoice(object? Value) : Choice
{
    internal override object? Resolve(IReadOnlyList<long> learned) => Value;

    internal override IEnumerable<Choice> Shrink()
    {
        switch (Value)
        {
            case string { Length: > 1 } text:
                yield return new ValueChoice(text[..(text.Length / 2)]);
                yield return new ValueChoice(text[..^1]);
                break;
            case int or long or short or byte or sbyte or ushort or uint or ulong:
                decimal number = Convert.ToDecimal(Value, CultureInfo.InvariantCulture);
                foreach (decimal smaller in (decimal[])[0, 1, decimal.Truncate(number / 2), number - Math.Sign(number)])
                {
                    if (Math.Abs(smaller) < Math.Abs(number) && (smaller >= 0 || number < 0))
                        yield return new ValueChoice(Convert.ChangeType(smaller, Value.GetType(), CultureInfo.InvariantCulture));
                }
                break;
        }
    }
}

/// <summary>The contents of a span or buffer.</summary>
internal sealed record DataChoice(Type Element, int Length, int Seed) : Choice
{
    internal int Bytes => Length * Buffer.ByteLength(Array.CreateInstance(Element, 1));

    internal override object Resolve(IReadOnlyList<long> learned) => TestData.Fill(Element, Length, Seed);

    internal override IEnumerable<Choice> Shrink()
    {
        foreach (int length in (int[])[0, 1, 512, Length / 2, Length - 1])
        {
            if (length < Length && length >= 0)
                yield return this with { Length = length };
        }
        if (Seed > 1)
            yield return this with { Seed = 1 };
    }
}

/// <summary>A handle without a buffer, which is refused.</summary>
internal sealed record BufferFaultChoice(BufferFault Fault) : Choice
{
    internal override object Resolve(IReadOnlyList<long> learned) => Fault;

    internal override IEnumerable<Choice> Shrink() => Fault == BufferFault.Nothing ? [] : [new BufferFaultChoice(BufferFault.Nothing)];
}

/// <summary>A number that an earlier call gave, or one near it: where a driver's limits are.</summary>
internal sealed record LearnedChoice(Type Type, int Pick, int Delta) : Choice
{
    internal override object Resolve(IReadOnlyList<long> learned)
    {
        long number = (learned.Count == 0 ? 0 : learned[Pick % learned.Count]) + (long)Delta;
        return unchecked(Type.GetTypeCode(Type) switch
        {
            TypeCode.Int32 => (int)number,
            TypeCode.UInt32 => (uint)number,
            TypeCode.UInt64 => (ulong)number,
            TypeCode.Int16 => (short)number,
            TypeCode.UInt16 => (ushort)number,
            TypeCode.Byte => (byte)number,
            TypeCode.SByte => (object)(sbyte)number,
            _ => number,
        });
    }

    internal override IEnumerable<Choice> Shrink()
    {
        yield return new ValueChoice(Convert.ChangeType(0, Type, CultureInfo.InvariantCulture));
        if (Delta != 0)
            yield return this with { Delta = Delta - Math.Sign(Delta) };
    }
}
