using Mono.Cecil;

namespace Singular.Verifier.Types;

/// <summary>A method as one instruction names it: resolved, instantiated, with its promises.</summary>
internal sealed class MethodUse
{
    /// <summary>The type named in the reference, instantiated.</summary>
    public required IlType Owner { get; init; }

    /// <summary>The definition; null for the methods that the runtime makes on arrays.</summary>
    public required MethodShape? Shape { get; init; }

    public required string Name { get; init; }

    public required bool HasThis { get; init; }

    public required IlType[] MethodArguments { get; init; }

    /// <summary>Parameter types without modifiers, variables replaced.</summary>
    public required IlType[] Parameters { get; init; }

    /// <summary>Return type without modifiers, variables replaced.</summary>
    public required IlType ReturnType { get; init; }

    /// <summary>The type that declares the definition, instantiated; differs from the owner when the member is inherited.</summary>
    public required IlType DeclaringType { get; init; }

    public MethodDefinition? Definition => Shape?.Definition;

    public bool IsConstructor => HasThis && Name == ".ctor";

    public override string ToString() => $"{Owner}::{Name}";
}
