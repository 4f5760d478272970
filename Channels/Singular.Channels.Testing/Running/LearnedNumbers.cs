using System.Globalization;

namespace Singular.Channels.Testing;

/// <summary>Keeps the numbers that calls gave, because a driver's limits are near them.</summary>
internal sealed class LearnedNumbers
{
    private const int Capacity = 16;

    private readonly List<long> _numbers = [];

    internal IReadOnlyList<long> Numbers => _numbers;

    internal void Learn(object? value)
    {
        switch (value)
        {
            case null or string or bool or char or Task:
                break;
            case Enum:
                break;
            case int or long or short or byte or sbyte or ushort or uint:
                Add(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            default:
                Type type = value.GetType();
                if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Result<,>))
                    Learn(ResultValue.IsOk(value) ? ResultValue.Value(value) : null);
                else if (type.IsDefined(typeof(ExchangeableAttribute), inherit: false))
                {
                    foreach (System.Reflection.PropertyInfo property in type.GetProperties())
                        Learn(property.GetValue(value));
                }
                break;
        }
    }

    private void Add(long number)
    {
        if (_numbers.Contains(number))
            return;
        if (_numbers.Count == Capacity)
            _numbers.RemoveAt(0);
        _numbers.Add(number);
    }
}
