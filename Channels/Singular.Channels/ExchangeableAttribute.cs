namespace Singular.Channels;

/// <summary>Marks a positional <c>readonly record struct</c> whose values may cross a channel.</summary>
/// <remarks>
/// Its one public constructor takes, in order, exactly the values of its public properties, matched by name and type;
/// each is a primitive, an enum, a <see cref="string"/> or another exchangeable struct. The system copies such a value
/// member by member, never as raw memory.
/// </remarks>
[AttributeUsage(AttributeTargets.Struct, Inherited = false)]
public sealed class ExchangeableAttribute : Attribute;
