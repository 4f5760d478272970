using Mono.Cecil;

namespace Singular.Verifier.Isolation;

/// <summary>Methods that are not plain IL, or that somebody else calls at a time of his own: imported, native and runtime
/// methods, finalizers, <c>async void</c>, synchronized and runtime-async methods.</summary>
internal sealed class MethodKindRule(VerificationContext context, AssemblyOrigin origin) : IsolationRule(context, origin)
{
    /// <summary>MethodImplOptions.Async of .NET 10: the runtime itself suspends the method.</summary>
    private const ushort RuntimeAsync = 0x2000;

    private const MethodImplAttributes Known =
        MethodImplAttributes.NoInlining | MethodImplAttributes.AggressiveInlining | MethodImplAttributes.NoOptimization | (MethodImplAttributes)0x200;

    public override void CheckMethod(MethodDefinition method, MethodCode? body)
    {
        if (method.IsPInvokeImpl && method.PInvokeInfo is null)
            Report(IsolationCodes.MethodKind, method, "a method marked as imported that nothing says the library of", "IL");
        CheckImplementation(method);
        bool overridesFinalize = method.Overrides.Any(o => o.Name == "Finalize" && Origin.Of(o.DeclaringType) == Isolation.Origin.Platform);
        if (overridesFinalize || method is { Name: "Finalize", IsVirtual: true, HasParameters: false, IsStatic: false })
            Report(IsolationCodes.Finalizer, method, "a finalizer, which would run on a thread shared by all domains", "no finalizer",
                "Let go of things in Dispose or when the endpoint ends.");
        if (method.CallingConvention == MethodCallingConvention.VarArg)
            Report(IsolationCodes.MethodKind, method, "a method with a variable number of arguments", "a fixed number of parameters");
        if (method.ReturnType.MetadataType == MetadataType.Void && method.CustomAttributes.Any(a => a.AttributeType.Name == "AsyncStateMachineAttribute"))
            Report(IsolationCodes.AsyncVoid, method, "an async method without a result: its exceptions end the whole program", "ValueTask or Task as the result");
    }

    private void CheckImplementation(MethodDefinition method)
    {
        MethodImplAttributes flags = method.ImplAttributes;
        bool isDelegateMember = method.DeclaringType.BaseType?.FullName == "System.MulticastDelegate" && !method.HasBody
            && (flags & ~Known) == MethodImplAttributes.Runtime;
        if (isDelegateMember)
            return;
        if (((ushort)flags & RuntimeAsync) != 0 && !Context.Options.Features.HasFlag(TargetFeatures.RuntimeAsync))
        {
            Report(IsolationCodes.RuntimeAsync, method, "a method that the runtime suspends (runtime-async)", "a state machine made by the compiler",
                "Turn the feature runtime-async off: the compiler for the image does not know it.");
            flags &= ~(MethodImplAttributes)RuntimeAsync;
        }

        if ((flags & MethodImplAttributes.Synchronized) != 0)
            Report(IsolationCodes.Lock, method, "a synchronized method", "a lock on System.Threading.Lock inside the method");
        MethodImplAttributes unknown = flags & ~Known & ~MethodImplAttributes.Synchronized & ~(MethodImplAttributes)RuntimeAsync;
        if (unknown != 0)
            Report(IsolationCodes.MethodKind, method, $"implementation flags 0x{(ushort)flags:X4}", "managed IL with inlining hints at most");
    }
}
