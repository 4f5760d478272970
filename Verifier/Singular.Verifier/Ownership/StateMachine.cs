using Mono.Cecil;
using Singular.Verifier.Types;

namespace Singular.Verifier.Ownership;

/// <summary>The compiler's state machines of async methods and iterators.</summary>
internal static class StateMachine
{
    /// <summary>A nested type with a name that no source can write and a MoveNext.</summary>
    public static bool Is(TypeDefinition? type) =>
        type?.DeclaringType is not null && type.Name.StartsWith('<') && type.Methods.Any(m => m.Name == "MoveNext" && !m.HasParameters);

    /// <summary>The state machine of an async method, which its builder runs to its end; an iterator may be left in the middle.</summary>
    public static bool IsAsync(TypeDefinition type) =>
        Is(type) && type.Interfaces.Any(i => i.InterfaceType.FullName == "System.Runtime.CompilerServices.IAsyncStateMachine");

    /// <summary>One of the platform's builders for async methods.</summary>
    public static bool IsBuilder(TypeUniverse universe, IlType owner) =>
        owner is DefinedType { Info.Definition: { Namespace: "System.Runtime.CompilerServices" } definition } && definition.Module == universe.Core
        && definition.Name.StartsWith("Async", StringComparison.Ordinal) && definition.Name.Contains("MethodBuilder", StringComparison.Ordinal);
}
