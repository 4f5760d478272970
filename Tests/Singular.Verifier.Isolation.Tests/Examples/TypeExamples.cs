using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Verifier.Isolation.Tests.Isolation;

namespace Singular.Verifier.Isolation.Tests.Examples;

/// <summary>Rules of types that neither the C# compiler nor ilasm lets one break.</summary>
internal static class TypeExamples
{
    private const string Source = "public interface I { } public class C : I { public static void M() { } } public struct S { public int F; public abstract class A { } }";

    public static byte[] Bad_LimitExceeded() => Compile.Library(Chain(3_000));

    public static byte[] Good_LimitExceeded() => Compile.Library(Chain(100));

    public static byte[] Bad_InterfaceImplHasDuplicate() => Patched.Edit(Compile.Library(Source), module =>
        module.GetType("C").Interfaces.Add(new InterfaceImplementation(module.GetType("I"))));

    public static byte[] Good_InterfaceImplHasDuplicate() => Compile.Library(Source);

    public static byte[] Bad_TypesSpecialName() => Patched.Edit(Compile.Library(Source), module => Method(module).Attributes |= MethodAttributes.SpecialName | MethodAttributes.RTSpecialName);

    public static byte[] Good_TypesSpecialName() => Patched.Edit(Compile.Library(Source), module => Method(module).Attributes |= MethodAttributes.SpecialName);

    /// <summary>The bad ones are in the IL corpus.</summary>
    public static byte[] Good_TypesInitialData_constant() => Compile.Library("public abstract class C { public const int N = 3; }");

    public static byte[] Bad_TypesValueType() => Patched.Edit(Compile.Library(Source), module => module.GetType("S").IsSealed = false);

    public static byte[] Good_TypesValueType() => Compile.Library(Source);

    public static byte[] Bad_TypesAbstract() => Patched.Edit(Compile.Library("public abstract class C { public abstract void M(); }"), module => module.GetType("C").IsAbstract = false);

    public static byte[] Bad_EHClauseFilterEnd_and_IsolationExceptionFilter() => Patched.Edit(Compile.Library("public class C { public static int M(int x) { try { return 1 / x; } catch (DivideByZeroException) when (x > -3) { return 0; } } }"), module =>
    {
        MethodBody body = Method(module).Body;
        ILProcessor il = body.GetILProcessor();
        il.InsertBefore(body.ExceptionHandlers[0].HandlerStart, il.Create(OpCodes.Nop));
    });

    public static byte[] Bad_EHClauseOverlap() => Patched.Edit(Compile.Library("public class C { public static int M(int x) { try { return 1 / x; } catch (DivideByZeroException) { return 0; } } }"), module =>
    {
        ExceptionHandler handler = Method(module).Body.ExceptionHandlers[0];
        handler.TryEnd = handler.HandlerEnd;
    });

    private static string Chain(int length) => "public class C0;" + string.Concat(Enumerable.Range(1, length).Select(i => $"public class C{i} : C{i - 1};"));

    private static MethodDefinition Method(ModuleDefinition module) => module.GetType("C").Methods.Single(m => m.Name == "M");
}
