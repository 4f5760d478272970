namespace Singular.Channels.Testing;

/// <summary>The rules of the boundary for arguments, written a second time.</summary>
internal static class ArgumentRules
{
    /// <summary>Why a boundary has to refuse the arguments; null when it must not.</summary>
    internal static string? WhyForbidden(MemberDescription member, object?[] arguments)
    {
        long bytes = 0;
        for (int i = 0; i < arguments.Length; i++)
        {
            string name = member.Parameters[i].Name;
            switch (arguments[i])
            {
                case null:
                    return $"{name} is null";
                case BufferFault:
                    return $"{name} holds no buffer";
                // A buffer is handed over, not carried.
                case Array when member.Parameters[i].Passing == ParameterPassing.Buffer:
                    break;
                case Array array:
                    bytes += Buffer.ByteLength(array);
                    break;
                default:
                    if (WhyForbidden(arguments[i]!, ref bytes) is { } reason)
                        return $"{name} {reason}";
                    break;
            }
        }
        return bytes > ChannelLimits.MaxCallBytes ? $"{bytes} bytes are more than a call carries" : null;
    }

    private static string? WhyForbidden(object value, ref long bytes)
    {
        Type type = value.GetType();
        if (value is string text)
            bytes += 2 * text.Length;
        else if (type.IsEnum)
            return IsDefined(type, value) ? null : $"{value} is not defined by {type.Name}";
        else if (type.IsDefined(typeof(ExchangeableAttribute), inherit: false))
        {
            foreach (System.Reflection.PropertyInfo property in type.GetProperties())
            {
                if (property.GetValue(value) is not { } part)
                    return $"{property.Name} is null";
                if (WhyForbidden(part, ref bytes) is { } reason)
                    return $"{property.Name} {reason}";
            }
        }
        return null;
    }

    private static bool IsDefined(Type type, object value)
    {
        if (!type.IsDefined(typeof(FlagsAttribute), inherit: false))
            return Enum.IsDefined(type, value);
        // The name of a combination has letters, what is not one is printed as a number.
        string name = value.ToString()!;
        return char.IsLetter(name[0]) || name == "0";
    }
}
