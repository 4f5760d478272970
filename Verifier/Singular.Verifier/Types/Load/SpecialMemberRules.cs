using Mono.Cecil;

namespace Singular.Verifier.Types.Load;

/// <summary>Constructors, delegates, and what implements a method (ECMA-335 II.10.5, II.14.6, II.15.4.3).</summary>
internal static class SpecialMemberRules
{
    public static void Check(TypeCheck check)
    {
        foreach (var method in check.Definition.Methods)
        {
            if (method.Name is ".ctor" or ".cctor")
                CheckConstructor(check, method);
            else if (method.IsRuntimeSpecialName)
                check.ReportAt(method, "TypesSpecialName", "rtspecialname on a method that is no constructor");
            if (method.IsRuntime && !check.Info.IsDelegate)
                check.ReportAt(method, "TypesImplementation", "a method made by the runtime outside a delegate");
            // The runtime writes the body of an unsafe accessor; the attribute itself is refused by isolation.
            if (method.HasBody != (method.RVA != 0) && !TypeInfo.IsMarkedByCompiler(method, "UnsafeAccessorAttribute"))
                check.ReportAt(method, "TypesImplementation", method.HasBody ? "IL code is declared and missing" : "IL code of a method that is declared to have none");
            CheckAbstract(check, method);
            CheckImported(check, method);
            CheckAsync(check, method);
        }
        if (check.Info.IsDelegate)
            CheckDelegate(check);
    }

    private static void CheckConstructor(TypeCheck check, MethodDefinition method)
    {
        var isInstance = method.Name == ".ctor";
        if (!method.IsRuntimeSpecialName || !method.IsSpecialName)
            check.ReportAt(method, "TypesSpecialName", $"{method.Name} without rtspecialname and specialname");
        if (method.IsStatic == isInstance || method.HasGenericParameters || method.IsVirtual || method.IsAbstract
            || check.Info.ShapeOf(method).ReturnType.Unmodified != check.Universe.Void || (!isInstance && method.HasParameters))
            check.ReportAt(method, "CtorSig", $"{method.Name} with the signature {method.FullName}");
        if (isInstance && check.Definition.IsInterface)
            check.ReportAt(method, "CtorSig", "an instance constructor of an interface");
    }

    private static void CheckAbstract(TypeCheck check, MethodDefinition method)
    {
        if (method.IsStatic && method.IsVirtual && !check.Definition.IsInterface)
            check.ReportAt(method, "TypesImplementation", "a static virtual method outside an interface");
        if (!method.IsAbstract)
            return;
        if (!method.IsVirtual)
            check.ReportAt(method, "TypesAbstract", "an abstract method that is not virtual");
        if (!check.Definition.IsAbstract)
            check.ReportAt(method, "TypesAbstract", "an abstract method of a type that is not abstract");
        if (method.IsFinal && !check.Definition.IsInterface)
            check.ReportAt(method, "TypesAbstract", "an abstract method that is final");
    }

    /// <summary>An import is a static method with a row that says from where (II.22.26); runtimes refuse to load a type with any other.</summary>
    private static void CheckImported(TypeCheck check, MethodDefinition method)
    {
        if (!method.IsPInvokeImpl)
            return;
        if (!method.IsStatic || method.IsVirtual || method.IsAbstract || method.PInvokeInfo is null)
            check.ReportAt(method, "TypesImplementation", "pinvokeimpl on a method that is not static or names no library");
        if (method.HasGenericParameters || check.Definition.HasGenericParameters)
            check.ReportAt(method, "TypesImplementation", "an imported method that is generic or in a generic type");
    }

    private static void CheckAsync(TypeCheck check, MethodDefinition method)
    {
        // MethodImplAttributes.Async 0x2000: a compiler that does not know the bit would take the result for the task.
        var isAsync = ((int)method.ImplAttributes & 0x2000) != 0;
        if (isAsync && !check.Model.Context.Options.Features.HasFlag(TargetFeatures.RuntimeAsync))
            check.ReportAt(method, "TypesRuntimeAsync", "a runtime-async method", "a method that the target compiler understands",
                "Compile without runtime-async");
    }

    private static void CheckDelegate(TypeCheck check)
    {
        if (!check.Definition.IsSealed)
            check.Report("TypesDelegate", "a delegate that is not sealed");
        if (!check.Definition.IsAutoLayout)
            check.Report("TypesDelegate", "a delegate with a layout of its own", "automatic layout");
        if (check.Definition.HasFields)
            check.Report("TypesDelegate", "a delegate with fields");
        var constructors = 0;
        var invokes = 0;
        foreach (var method in check.Definition.Methods)
        {
            if (!method.IsRuntime || method.RVA != 0)
                check.ReportAt(method, "TypesDelegate", $"{method.Name} of a delegate that is not made by the runtime");
            var shape = check.Info.ShapeOf(method);
            if (method.Name == ".ctor")
            {
                constructors++;
                if (shape.Parameters is not [{ Type: var first }, { Type: var second }] || first != check.Universe.Object
                    || second is not DefinedType { Primitive: PrimitiveKind.IntPtr or PrimitiveKind.UIntPtr })
                    check.ReportAt(method, "TypesDelegate", "the constructor of a delegate takes an object and a native int");
            }
            else if (method.Name == "Invoke")
            {
                invokes++;
                if (method.IsStatic || !method.IsVirtual || method.HasGenericParameters)
                    check.ReportAt(method, "TypesDelegate", "Invoke that is no virtual instance method");
            }
            else if (method.Name is not ("BeginInvoke" or "EndInvoke"))
            {
                check.ReportAt(method, "TypesDelegate", $"{method.Name} in a delegate");
            }
        }
        if (constructors != 1 || invokes != 1)
            check.Report("TypesDelegate", $"a delegate with {constructors} constructors and {invokes} Invoke methods", "one of each");
    }
}
