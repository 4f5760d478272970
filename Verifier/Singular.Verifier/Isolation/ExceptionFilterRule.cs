using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Verifier.Isolation;

/// <summary>Exception filters run before inner finally blocks. Only the compiler's <c>when</c> shape is admitted, which
/// re-emit can turn into a catch that throws again: <c>isinst T; dup; brtrue L; pop; ldc 0; br END; L: … ldc 0; cgt.un; END: endfilter</c>.</summary>
internal sealed class ExceptionFilterRule(VerificationContext context, AssemblyOrigin origin) : IsolationRule(context, origin)
{
    public override void CheckMethod(MethodDefinition method, MethodCode? body)
    {
        if (body is null || !body.Body.HasExceptionHandlers)
            return;
        foreach (ExceptionHandler handler in body.Body.ExceptionHandlers)
        {
            if (handler.HandlerType == ExceptionHandlerType.Filter && !IsWhen(body, handler))
                ReportAt(IsolationCodes.ExceptionFilter, method, handler.FilterStart?.Offset ?? 0, "an exception filter of another form than the compiler's", "catch … when");
            if (handler.HandlerType == ExceptionHandlerType.Fault && !IsCompilerIterator(method))
                ReportAt(IsolationCodes.ExceptionFilter, method, handler.HandlerStart.Offset, "a fault block", "try … finally");
        }
    }

    private static bool IsWhen(MethodCode code, ExceptionHandler handler)
    {
        int start = Array.IndexOf(code.Instructions, handler.FilterStart);
        int end = handler.HandlerStart is null ? code.Instructions.Length : Array.IndexOf(code.Instructions, handler.HandlerStart);
        if (start < 0 || end - start < 8 || code.At(end - 1) != Code.Endfilter)
            return false;
        bool opens = code.At(start) == Code.Isinst && code.At(start + 1) == Code.Dup
            && code.At(start + 2) is Code.Brtrue or Code.Brtrue_S && code.Instructions[start + 2].Operand == code.Instructions[start + 6]
            && code.At(start + 3) == Code.Pop && code.At(start + 4) == Code.Ldc_I4_0
            && code.At(start + 5) is Code.Br or Code.Br_S && code.Instructions[start + 5].Operand == code.Instructions[end - 1];
        bool closes = code.At(end - 2) == Code.Cgt_Un && code.At(end - 3) == Code.Ldc_I4_0;
        return opens && closes && code.IsStraight(start, start + 5);
    }

    /// <summary>The compiler writes a fault block into MoveNext of an iterator with a try block.</summary>
    private static bool IsCompilerIterator(MethodDefinition method) =>
        method.Name == "MoveNext" && method.DeclaringType.Interfaces.Any(i => i.InterfaceType.FullName == "System.Collections.IEnumerator");
}
