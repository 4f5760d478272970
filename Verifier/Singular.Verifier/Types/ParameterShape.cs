using Mono.Cecil;

namespace Singular.Verifier.Types;

/// <summary>A parameter (or <c>this</c>) with the promises its method makes about it. Bodies are checked against them, callers rely on them.</summary>
internal readonly record struct ParameterShape
{
    /// <summary>The declared type, modifiers kept.</summary>
    public required IlType Type { get; init; }

    /// <summary>The method does not write through the reference.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>The method writes before it reads; what was there before does not matter.</summary>
    public bool IsOut { get; init; }

    /// <summary>How far the method may let the reference itself travel (by-reference parameters).</summary>
    public ReferenceScope Reference { get; init; }

    /// <summary>How far it may let a by-ref-like value travel: the value handed over, or the one behind the reference.</summary>
    public ReferenceScope Value { get; init; }

    /// <summary>Reads the promises off the attributes that the C# compiler writes (and that it reads itself).</summary>
    /// <param name="parameter">The parameter's definition.</param>
    /// <param name="type">Its declared type, modifiers kept.</param>
    /// <param name="updatedRules">False for modules compiled before C# 11, in which <c>out</c> was not implicitly scoped.</param>
    public static ParameterShape Of(ParameterDefinition parameter, IlType type, bool updatedRules)
    {
        var unmodified = type.Unmodified;
        var marked = parameter.HasCustomAttributes;
        var scoped = marked && TypeInfo.IsMarkedByCompiler(parameter, "ScopedRefAttribute");
        var unscoped = marked && TypeInfo.IsMarked(parameter, "System.Diagnostics.CodeAnalysis", "UnscopedRefAttribute");
        if (unmodified is not ManagedPointerType)
        {
            // "params ReadOnlySpan<T>" is scoped without being said so.
            scoped |= marked && !unscoped && TypeInfo.IsMarkedByCompiler(parameter, "ParamCollectionAttribute");
            return new ParameterShape
            {
                Type = type,
                Reference = ReferenceScope.Local,
                Value = scoped ? ReferenceScope.Local : ReferenceScope.Caller,
            };
        }
        var readOnly = HasInModifier(type)
            || (marked && (TypeInfo.IsMarkedByCompiler(parameter, "IsReadOnlyAttribute") || TypeInfo.IsMarkedByCompiler(parameter, "RequiresLocationAttribute")));
        var isOut = parameter is { IsOut: true, IsIn: false } && !readOnly;
        ReferenceScope reference;
        if (scoped)
            reference = ReferenceScope.Local;
        else if (isOut)
            reference = unscoped || !updatedRules ? ReferenceScope.ReturnOnly : ReferenceScope.Local;
        else
            reference = unscoped ? ReferenceScope.Caller : ReferenceScope.ReturnOnly;
        return new ParameterShape
        {
            Type = type,
            IsReadOnly = readOnly,
            IsOut = isOut,
            Reference = reference,
            Value = isOut ? ReferenceScope.ReturnOnly : ReferenceScope.Caller,
        };
    }

    /// <summary>True for <c>T&amp; modreq(InAttribute)</c>, the form of read-only references in virtual signatures and returns.</summary>
    public static bool HasInModifier(IlType type)
    {
        while (type is ModifiedType modified)
        {
            if (modified.Modifier is DefinedType { Info.Definition: { Name: "InAttribute", Namespace: "System.Runtime.InteropServices" } })
                return true;
            type = modified.Element;
        }
        return false;
    }
}
