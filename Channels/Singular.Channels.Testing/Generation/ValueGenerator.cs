using System.Globalization;
using System.Reflection;
using FsCheck;
using FsCheck.Fluent;

namespace Singular.Channels.Testing;

/// <summary>Generates values of every type that may cross a channel, with a bias to the edges where drivers break.</summary>
internal sealed class ValueGenerator(SampleValues samples)
{
    private static readonly int[] s_lengths = [0, 1, 2, 3, 7, 16, 64, 511, 512, 513, 1024, 1536, 4096];

    /// <summary>A legal argument for a parameter.</summary>
    internal Gen<Choice> Argument(ParameterDescription parameter)
    {
        if (parameter.Passing != ParameterPassing.Value)
            return Data(parameter.Type);
        if (parameter.Type.IsInterface)
            return Endpoint(parameter.Type);
        Gen<Choice> value = Value(parameter.Type, parameter.Name).Select(Choice (any) => new ValueChoice(any));
        return IsLearnable(parameter.Type)
            ? Gen.Frequency((3, value), (2, Learned(parameter.Type)))
            : value;
    }

    /// <summary>An argument that every contract forbids; null where the type has none.</summary>
    internal static Gen<Choice>? Forbidden(ParameterDescription parameter)
    {
        if (parameter.Passing == ParameterPassing.Buffer)
            return Gen.Elements<Choice>(new BufferFaultChoice(BufferFault.Nothing), new BufferFaultChoice(BufferFault.Released));
        if (parameter.Passing != ParameterPassing.Value)
            return Gen.Constant<Choice>(new DataChoice(parameter.Type, ChannelLimits.MaxCallBytes + 1, 1));
        if (parameter.Type == typeof(string) || parameter.Type.IsInterface)
            return Gen.Constant<Choice>(new ValueChoice(null));
        return parameter.Type.IsEnum && Undefined(parameter.Type) is { } undefined
            ? Gen.Constant<Choice>(new ValueChoice(undefined))
            : null;
    }

    /// <summary>A value of a type, for a parameter of a name.</summary>
    internal Gen<object?> Value(Type type, string name)
    {
        Gen<object?> any = Any(type);
        object[] known = samples.For(name, type);
        return known.Length == 0 ? any : Gen.Frequency((9, Gen.Elements(known).Select(value => (object?)value)), (1, any));
    }

    private Gen<object?> Any(Type type)
    {
        if (type.IsEnum)
            return Enumeration(type);
        switch (Type.GetTypeCode(type))
        {
            case TypeCode.Boolean:
                return Gen.Elements<object?>(false, true);
            case TypeCode.String:
                return Strings();
            case TypeCode.Char:
                return Gen.Elements<object?>('\0', 'a', 'Z', '0', ' ', '\u00e9', '\ud800', '\uffff');
            case TypeCode.Single:
                return Gen.Elements<object?>(0f, -0f, 1f, -1.5f, float.MaxValue, float.Epsilon, float.NaN, float.PositiveInfinity);
            case TypeCode.Double:
                return Gen.Elements<object?>(0d, -0d, 1d, -1.5d, double.MaxValue, double.Epsilon, double.NaN, double.NegativeInfinity);
            case TypeCode.Decimal:
                return Gen.Elements<object?>(0m, 1m, -1.50m, decimal.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m);
            case TypeCode.DateTime:
                return Gen.Elements<object?>(DateTime.MinValue, DateTime.MaxValue, new DateTime(2000, 2, 29, 12, 0, 0, DateTimeKind.Utc), new DateTime(2026, 11, 26));
            case >= TypeCode.SByte and <= TypeCode.UInt64:
                return Number(type);
            default:
                return Array(type) ?? Struct(type);
        }
    }

    private static Gen<Choice> Endpoint(Type contract) =>
        Gen.Choose(1, 250).SelectMany(seed => Gen.Frequency((8, Gen.Constant(FarEnd.Answers)), (1, Gen.Constant(FarEnd.IsGone)), (1, Gen.Constant(FarEnd.DiesWhenCalled)))
            .Select(Choice (farEnd) => new EndpointChoice(contract, seed, farEnd)));

    private static Gen<Choice> Data(Type element) =>
        Gen.Frequency((20, Gen.Elements(s_lengths)), (4, Gen.Choose(0, 600)), (1, Gen.Constant(ChannelLimits.MaxCallBytes / SizeOf(element))))
            .SelectMany(length => Gen.Choose(1, 250).Select(Choice (seed) => new DataChoice(element, length, seed)));

    private static Gen<Choice> Learned(Type type) =>
        Gen.Choose(0, 15).SelectMany(pick => Gen.Frequency((4, Gen.Choose(-3, 3)), (1, Gen.Choose(-130, 130)))
            .Select(Choice (delta) => new LearnedChoice(type, pick, delta)));

    private static bool IsLearnable(Type type) => !type.IsEnum && Type.GetTypeCode(type) is TypeCode.Int32 or TypeCode.Int64 or TypeCode.UInt32 or TypeCode.UInt64;

    private static Gen<object?> Number(Type type)
    {
        decimal least = Convert.ToDecimal(type.GetField("MinValue")!.GetValue(null), CultureInfo.InvariantCulture);
        decimal most = Convert.ToDecimal(type.GetField("MaxValue")!.GetValue(null), CultureInfo.InvariantCulture);
        object Of(decimal number) => Convert.ChangeType(number, type, CultureInfo.InvariantCulture);
        object?[] edges = [.. ((decimal[])[0, 1, 2, -1, 3, 511, 512, 513, 4096, 65_535, least, most, most - 1]).Where(edge => edge >= least && edge <= most).Select(Of)];
        int from = (int)Math.Max(least, -3);
        return Gen.Frequency(
            (3, Gen.Elements(edges)),
            (4, Gen.Choose(Math.Max(from, 0), 12).Select(number => (object?)Of(number))),
            (2, Gen.Choose(from, (int)Math.Min(most, 2_000)).Select(number => (object?)Of(number))));
    }

    private static Gen<object?> Enumeration(Type type)
    {
        Array values = Enum.GetValues(type);
        if (!type.IsDefined(typeof(FlagsAttribute)) || values.Length == 0)
            return Gen.Elements(values.Cast<object?>().ToArray());
        return Gen.SubListOf(values.Cast<object>().ToArray()).Select(chosen => (object?)Enum.ToObject(type, chosen.Aggregate(0L, (bits, value) => bits | Bits(value))));
    }

    private static long Bits(object value) => unchecked((long)(value.GetType().GetEnumUnderlyingType() == typeof(ulong)
        ? Convert.ToUInt64(value, CultureInfo.InvariantCulture)
        : (ulong)Convert.ToInt64(value, CultureInfo.InvariantCulture)));

    /// <summary>A value that the enum does not define; null where it defines all that were tried.</summary>
    private static object? Undefined(Type type)
    {
        long defined = Enum.GetValues(type).Cast<object>().Aggregate(0L, (bits, value) => bits | Bits(value));
        bool isFlags = type.IsDefined(typeof(FlagsAttribute));
        for (int number = 120; number > 0; number--)
        {
            object value = Enum.ToObject(type, number);
            if (isFlags ? (number & ~defined) != 0 : !Enum.IsDefined(type, value))
                return value;
        }
        return null;
    }

    private static Gen<object?> Strings() => Gen.Frequency(
        (2, Gen.Elements<object?>("", "a", "A", " ", "name", "\0", "\ud800", "\u00e9\ud83d\ude00", new string('x', 300))),
        (1, Gen.Choose(0, 12).SelectMany(length => Gen.ArrayOf(Gen.Choose(0x20, 0x7E), length)).Select(letters => (object?)string.Concat(letters.Select(letter => (char)letter)))));

    /// <summary>Arrays are for laws; contracts have spans.</summary>
    private static Gen<object?>? Array(Type type) => type is { IsArray: true } && type.GetElementType() is { IsPrimitive: true } element
        ? Data(element).Select(choice => choice.Resolve([]))
        : null;

    private Gen<object?> Struct(Type type)
    {
        ConstructorInfo constructor = type.GetConstructors().OrderByDescending(candidate => candidate.GetParameters().Length).FirstOrDefault(candidate => candidate.GetParameters().Length > 0)
            ?? (type.IsValueType ? null : throw new NotSupportedException($"The kit cannot make values of {type}; contracts take primitives, enums, strings, spans and exchangeable structs."))!;
        if (constructor is null)
            return Gen.Constant(Activator.CreateInstance(type));
        return Gen.CollectToArray(constructor.GetParameters(), parameter => Value(parameter.ParameterType, parameter.Name!))
            .Select(values => (object?)constructor.Invoke(values));
    }

    private static int SizeOf(Type element) => Buffer.ByteLength(System.Array.CreateInstance(element, 1));
}
