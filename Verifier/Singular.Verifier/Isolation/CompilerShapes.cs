using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Verifier.Isolation;

/// <summary>Recognises what the compiler emits by its exact form, never by a name alone.</summary>
internal sealed class CompilerShapes(ModuleDefinition module)
{
    private const string StateMachine = "System.Runtime.CompilerServices.IAsyncStateMachine";

    /// <summary>A field with constant data: in the compiler's own class, with an address in the image, of a type without fields
    /// or of a number type.</summary>
    public bool IsDataField(FieldReference field) =>
        field is FieldDefinition { IsStatic: true, IsInitOnly: true, RVA: not 0 } definition && definition.Module == module
        && definition.DeclaringType is { Name: "<PrivateImplementationDetails>", Namespace: "" }
        && (definition.FieldType.IsPrimitive || definition.FieldType is TypeDefinition { IsValueType: true, HasFields: false });

    /// <summary><c>ldtoken field; call InitializeArray</c> or <c>CreateSpan&lt;number&gt;</c>. The library checks the length.</summary>
    public bool IsData(MethodCode code, int index, MethodReference called)
    {
        if (index == 0 || code.IsTarget(index) || code.At(index - 1) != Code.Ldtoken || code.Instructions[index - 1].Operand is not FieldReference field || !IsDataField(field))
            return false;
        return called is not GenericInstanceMethod instance || instance.GenericArguments.All(a => a.IsPrimitive);
    }

    /// <summary>A method of a class or struct that the compiler made of an async method.</summary>
    public static bool IsStateMachineStep(MethodDefinition method) =>
        method.Name.AsSpan()[(method.Name.LastIndexOf('.') + 1)..] is "MoveNext" or "SetStateMachine" && IsStateMachine(method.DeclaringType);

    /// <summary>The method that an async method was turned into: it makes a state machine of the module and starts it.</summary>
    public bool StartsStateMachine(MethodDefinition method, MethodCode code) =>
        method.DeclaringType.HasNestedTypes && code.Body.Variables.Any(v => v.VariableType.GetElementType() is TypeDefinition type && type.Module == module && IsStateMachine(type));

    /// <summary>A class that implements an iterator.</summary>
    public static bool IsIterator(TypeDefinition type) => type.Interfaces.Any(i => i.InterfaceType.FullName == "System.Collections.IEnumerator");

    public static bool IsDelegate(TypeDefinition type) => type.BaseType?.FullName == "System.MulticastDelegate";

    /// <summary>BeginInvoke or EndInvoke, which the compiler still declares for every delegate type; calls of them are refused.</summary>
    public static bool IsAsynchronousInvoke(MethodDefinition method) =>
        method is { Name: "BeginInvoke" or "EndInvoke", IsRuntime: true, HasBody: false } && IsDelegate(method.DeclaringType);

    private static bool IsStateMachine(TypeDefinition type) => type.Interfaces.Any(i => i.InterfaceType.FullName == StateMachine);
}
