using Mono.Cecil;

namespace Singular.Builder.Generate.Contracts;

/// <summary>How a value that crosses a channel is built. The derived records are all the kinds there are.</summary>
/// <param name="Type">The type as the contract's assembly names it.</param>
internal abstract record ValueShape(TypeReference Type)
{
    /// <summary>Not every value of the type is allowed, so the boundary has to look.</summary>
    internal abstract bool HasRule { get; }

    /// <summary>It contains a truth value, which verified IL can give any bits.</summary>
    internal abstract bool NeedsNormalising { get; }

    /// <summary>It contains strings, which count towards the size of a call.</summary>
    internal abstract bool HasText { get; }

    /// <summary>Bytes on the wire apart from the contents of strings.</summary>
    internal abstract int FixedBytes { get; }
}

/// <param name="Type">A primitive, <c>System.Decimal</c> or <c>System.DateTime</c>.</param>
/// <param name="WireName">What follows Read and Write in the names of the wire's methods.</param>
/// <param name="Bytes">Size on the wire.</param>
internal sealed record PrimitiveShape(TypeReference Type, string WireName, int Bytes) : ValueShape(Type)
{
    internal override bool HasRule => WireName is "Decimal" or "DateTime";

    internal override bool NeedsNormalising => WireName == "Boolean";

    internal override bool HasText => false;

    internal override int FixedBytes => Bytes;
}

/// <param name="Type">The enum.</param>
/// <param name="Underlying">Its integer.</param>
/// <param name="Values">The defined values, sorted, each once, sign-extended.</param>
/// <param name="IsFlags">Any combination of the values' bits is allowed.</param>
internal sealed record EnumShape(TypeReference Type, PrimitiveShape Underlying, IReadOnlyList<long> Values, bool IsFlags) : ValueShape(Type)
{
    internal override bool HasRule => true;

    internal override bool NeedsNormalising => false;

    internal override bool HasText => false;

    internal override int FixedBytes => Underlying.Bytes;
}

internal sealed record StringShape(TypeReference Type) : ValueShape(Type)
{
    internal override bool HasRule => true;

    internal override bool NeedsNormalising => false;

    internal override bool HasText => true;

    internal override int FixedBytes => 4;
}

/// <param name="Type">An exchangeable struct.</param>
/// <param name="Constructor">Takes the values in order.</param>
/// <param name="Fields">The property getters and what they give, in the constructor's order.</param>
internal sealed record StructShape(TypeReference Type, MethodDefinition Constructor, IReadOnlyList<(MethodDefinition Getter, ValueShape Shape)> Fields)
    : ValueShape(Type)
{
    internal override bool HasRule => Fields.Any(part => part.Shape.HasRule);

    internal override bool NeedsNormalising => Fields.Any(part => part.Shape.NeedsNormalising);

    internal override bool HasText => Fields.Any(part => part.Shape.HasText);

    internal override int FixedBytes => Fields.Sum(part => part.Shape.FixedBytes);

    /// <summary>Bytes in memory, where each field lies at a multiple of its size. Of fields that hold references it says nothing useful.</summary>
    internal int MemoryBytes => Up(Fields.Aggregate(0, (end, part) => Up(end, AlignmentOf(part.Shape)) + BytesOf(part.Shape)), AlignmentOf(this));

    private static int BytesOf(ValueShape shape) => shape is StructShape inner ? inner.MemoryBytes : shape.FixedBytes;

    private static int AlignmentOf(ValueShape shape) => shape switch
    {
        StructShape inner => inner.Fields.Select(part => AlignmentOf(part.Shape)).DefaultIfEmpty(1).Max(),
        _ => Math.Min(shape.FixedBytes, 8),
    };

    private static int Up(int bytes, int alignment) => (bytes + alignment - 1) / alignment * alignment;
}

/// <param name="Instance"><c>Result&lt;T, TError&gt;</c>.</param>
/// <param name="Value">Of a success; may be an endpoint.</param>
/// <param name="Error">Of a failure.</param>
internal sealed record ResultShape(GenericInstanceType Instance, ValueShape Value, ValueShape Error) : ValueShape(Instance)
{
    internal override bool HasRule => Value.HasRule || Error.HasRule;

    internal override bool NeedsNormalising => Value.NeedsNormalising || Error.NeedsNormalising;

    internal override bool HasText => Value.HasText || Error.HasText;

    internal override int FixedBytes => 1 + Math.Max(Value.FixedBytes, Error.FixedBytes);
}

/// <param name="Instance"><c>Owned&lt;T&gt;</c>: a buffer that moves.</param>
/// <param name="Element">What it consists of.</param>
internal sealed record BufferShape(GenericInstanceType Instance, PrimitiveShape Element) : ValueShape(Instance)
{
    /// <summary>The boundary looks at every buffer when it moves it; there is no rule besides.</summary>
    internal override bool HasRule => false;

    internal override bool NeedsNormalising => false;

    internal override bool HasText => false;

    // Kind, slot, crossing and length (docs/channels.md); what travels as bytes has to find room besides.
    internal override int FixedBytes => 16;
}

/// <param name="Type">A contract's interface.</param>
/// <param name="Contract">The interface.</param>
internal sealed record EndpointShape(TypeReference Type, TypeDefinition Contract) : ValueShape(Type)
{
    internal override bool HasRule => true;

    internal override bool NeedsNormalising => false;

    internal override bool HasText => false;

    internal override int FixedBytes => 4;
}
