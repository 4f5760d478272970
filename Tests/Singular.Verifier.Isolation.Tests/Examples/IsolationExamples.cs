using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Verifier.Isolation.Tests.Images;
using Singular.Verifier.Isolation.Tests.Isolation;

namespace Singular.Verifier.Isolation.Tests.Examples;

/// <summary>Code that keeps every rule of types and still reaches out of its domain.</summary>
internal static class IsolationExamples
{
    private const string Plain = "public class C { public string? F; public void M() { } public static int N(int x) { try { return 1 / x; } catch (DivideByZeroException) when (x > -3) { return 0; } } }";

    public static byte[] Bad_IsolationNotILOnly() => Raw(i => i.Write32(i.CorHeader + 16, i.Read32(i.CorHeader + 16) & ~1u));
    public static byte[] Good_IsolationNotILOnly() => Compile.Library(Plain);

    public static byte[] Bad_IsolationNativeHeader() => Raw(i => Part(i, 64));
    public static byte[] Good_IsolationNativeHeader() => Compile.Library(Plain);

    public static byte[] Bad_IsolationNativeDirectory() => Raw(i => Part(i, 48));
    public static byte[] Bad_IsolationNativeDirectory_exports() => Raw(i => i.Write32(i.CoffHeader + 20 + 96, 0x2000));
    public static byte[] Good_IsolationNativeDirectory() => Compile.Library(Plain);

    public static byte[] Bad_IsolationNativeEntryPoint() => Raw(i => i.Write32(i.CorHeader + 16, i.Read32(i.CorHeader + 16) | 0x10));
    public static byte[] Good_IsolationNativeEntryPoint() => Compile.Library(Plain);

    public static byte[] Bad_IsolationResource() => Patched.WithResource(Compile.Library(Plain), "ILLink.Substitutions.xml", "<linker/>"u8.ToArray());
    public static byte[] Good_IsolationResource() => Compile.Library("public class C { public static ReadOnlySpan<byte> Table => [1, 2, 3]; }");

    public static byte[] Bad_IsolationExportedType() => Compile.Library("[assembly: System.Runtime.CompilerServices.TypeForwardedTo(typeof(Singular.Channels.Done))] public class C;");
    public static byte[] Good_IsolationExportedType() => Compile.Library("public class C { public Singular.Channels.Done D; }");

    public static byte[] Bad_IsolationMultiModule() => Compile.NetModule("public class C;");
    public static byte[] Good_IsolationMultiModule() => Compile.Library("public class C;");

    public static byte[] Bad_IsolationPInvoke() => Compile.Library("public class C { [System.Runtime.InteropServices.DllImport(\"c\", PreserveSig = false)] static extern int getpid(); }");
    public static byte[] Good_IsolationPInvoke() => Compile.Library("public class C { static int getpid() => 1; }");

    public static byte[] Bad_IsolationNoBody_and_IsolationPowerAttribute() => Compile.Library("public class C { [System.Runtime.CompilerServices.UnsafeAccessor(System.Runtime.CompilerServices.UnsafeAccessorKind.Method)] static extern void M(Exception e); }");
    public static byte[] Good_IsolationNoBody() => Compile.Library(Plain);

    public static byte[] Bad_IsolationMethodKind() => Edit(Plain, m => Method(m).ImplAttributes |= MethodImplAttributes.PreserveSig);
    public static byte[] Good_IsolationMethodKind() => Edit(Plain, m => Method(m).ImplAttributes |= MethodImplAttributes.NoInlining);

    public static byte[] Bad_IsolationSecurity() => Edit(Plain, m => m.GetType("C").SecurityDeclarations.Add(new SecurityDeclaration(SecurityAction.Demand, [0x2E, 0])));
    public static byte[] Good_IsolationSecurity() => Compile.Library(Plain);

    public static byte[] Bad_IsolationMarshalling_and_IsolationLayout() => Edit(Plain, m => m.GetType("C").Fields.Single(f => f.Name == "F").MarshalInfo = new MarshalInfo(NativeType.LPStr));
    public static byte[] Good_IsolationMarshalling() => Compile.Library(Plain);

    public static byte[] Bad_IsolationModuleMember() => Edit(Plain, m => Static(m.Types[0], new MethodDefinition("M", MethodAttributes.Assembly | MethodAttributes.Static, m.TypeSystem.Void)));
    public static byte[] Good_IsolationModuleMember() => Edit(Plain, m => Static(m.GetType("C"), new MethodDefinition("Other", MethodAttributes.Assembly | MethodAttributes.Static, m.TypeSystem.Void)));

    public static byte[] Bad_IsolationPointer() => Field(m => new PointerType(m.TypeSystem.Int32));
    public static byte[] Good_IsolationPointer() => Field(m => new ArrayType(m.TypeSystem.Int32));

    public static byte[] Bad_IsolationFunctionPointer() => Field(m => new FunctionPointerType { ReturnType = m.TypeSystem.Void });
    public static byte[] Good_IsolationFunctionPointer() => Compile.Library("public class C { public Action? F; }");

    public static byte[] Bad_IsolationVarArgs_and_IsolationMethodKind() => Edit(Plain, m => Method(m).CallingConvention = MethodCallingConvention.VarArg);
    public static byte[] Good_IsolationVarArgs() => Compile.Library("public class C { public void M(params int[] a) { } }");

    public static byte[] Bad_IsolationTypedReference_and_ProfileType() => Compile.Library("public class C { public void M(TypedReference r) { } }");
    public static byte[] Good_IsolationTypedReference() => Compile.Library("public class C { public void M(ref int r) { } }");

    public static byte[] Bad_IsolationUnknownStream() => Raw(i => i.Bytes[i.StreamHeader("#US") + 8 + 2] = (byte)'X', "public class C;");
    public static byte[] Good_IsolationUnknownStream() => Compile.Library("public class C;");

    public static Example Bad_IsolationForeignAssembly()
    {
        byte[] kernel = Compile.Library("namespace Singular.Kernel { public class Power; }", "Singular.Kernel");
        return new Example(Compile.Library("public class C { public Singular.Kernel.Power? P; }", references: kernel), kernel);
    }

    public static Example Good_IsolationForeignAssembly()
    {
        byte[] tables = Compile.Library("namespace Acme { public class Power; }", "Acme.Tables");
        return new Example(Compile.Library("public class C { public Acme.Power? P; }", references: tables), tables);
    }

    public static byte[] Bad_IsolationAssemblyName() => Compile.Library("public class C { public Singular.Drivers.IoPorts? P; }", "Singular.Kernel");
    public static byte[] Bad_IsolationAssemblyName_of_the_platform() => Compile.Library("public class C;", "System.Acme");
    public static byte[] Good_IsolationAssemblyName() => Compile.Library("public class C { public Singular.Drivers.IoPorts? P; }", "Acme.Kernel");

    public static byte[] Bad_IsolationNamespace() => Compile.Library("namespace System.Runtime.CompilerServices { public static class Unsafe { public static int As(int x) => x; } }");
    public static byte[] Bad_IsolationNamespace_internal() => Compile.Library("namespace Internal.Runtime { public class C; }");
    public static byte[] Good_IsolationNamespace() => Compile.Library("namespace Acme.Runtime.CompilerServices { public static class Unsafe { public static int As(int x) => x; } }");

    public static byte[] Bad_IsolationAttribute() => Compile.Library("[System.Runtime.Versioning.UnsupportedOSPlatform(\"x\")] public class C;");
    public static byte[] Good_IsolationAttribute() => Compile.Library("[Obsolete] public class C;");

    public static byte[] Bad_IsolationPowerAttribute() => Compile.Library("public class C { [STAThread] public void M() { } }");
    public static byte[] Bad_IsolationPowerAttribute_and_IsolationMutableStatic_thread_static() => Compile.Library("public class C { [ThreadStatic] static int n; public static int N => n++; }");
    public static byte[] Good_IsolationPowerAttribute() => Compile.Library("public class C { [Obsolete] public void M() { } }");

    public static byte[] Bad_IsolationFinalizer_and_ProfileMember() => Compile.Library("public class C { ~C() { } }");
    public static byte[] Good_IsolationFinalizer() => Compile.Library("public class C : IDisposable { public void Dispose() { } }");

    public static byte[] Bad_IsolationAsyncVoid() => Compile.Library("public class C { public async void M() { await Task.CompletedTask; } }");
    public static byte[] Good_IsolationAsyncVoid() => Compile.Library("public class C { public async Task M() { await Task.CompletedTask; } }");

    public static byte[] Bad_IsolationRuntimeAsync_and_TypesRuntimeAsync() => Edit("public class C { public Task M() => throw new NotSupportedException(); }", m => Method(m).ImplAttributes |= (MethodImplAttributes)0x2000);
    public static byte[] Good_IsolationRuntimeAsync() => Compile.Library("public class C { public Task M() => throw new NotSupportedException(); }");

    public static byte[] Bad_IsolationMutableStatic() => Compile.Library("public class C { static int n; public static int N => n++; }");
    public static byte[] Bad_IsolationMutableStatic_array() => Compile.Library("public class C { public static readonly int[] N = new int[3]; }");
    public static byte[] Good_IsolationMutableStatic() => Compile.Library("public class C { public static readonly int N = 3.GetHashCode(); public static ReadOnlySpan<int> T => [1, 2]; }");

    public static byte[] Bad_IsolationExceptionFilter() => Edit("public class C { public int M(int x) { try { x++; } finally { x--; } return x; } }", m => Method(m).Body.ExceptionHandlers.Single().HandlerType = ExceptionHandlerType.Fault);
    public static byte[] Bad_IsolationExceptionFilter_form() => Edit(Plain, m =>
    {
        MethodBody body = m.GetType("C").Methods.Single(x => x.Name == "N").Body;
        ExceptionHandler filter = body.ExceptionHandlers.Single();
        Instruction first = Instruction.Create(OpCodes.Nop);
        body.GetILProcessor().InsertBefore(filter.FilterStart, first);
        (filter.FilterStart, filter.TryEnd) = (first, first);
    });
    public static byte[] Good_IsolationExceptionFilter() => Compile.Library(Plain);

    public static byte[] Bad_IsolationLock() => Compile.Library("public class C { public void M(string s) { lock (s) { } } }");
    public static byte[] Bad_IsolationLock_on_type() => Compile.Library("public class C { public void M() { lock (typeof(C)) { } } }");
    public static byte[] Good_IsolationLock() => Compile.Library("public class C { readonly Lock _l = new(); public void M() { lock (_l) { } } }");

    public static byte[] Bad_IsolationLayout() => Compile.Library(Union("bool", "byte"));
    public static byte[] Good_IsolationLayout() => Compile.Library(Union("int", "float"));

    public static byte[] Bad_IsolationToken() => Patched.WithBody(Compile.Library("public class C { public void M() { } }"), (_, method, il) =>
    {
        il.Emit(OpCodes.Ldtoken, method);
        il.Emit(OpCodes.Pop);
        il.Emit(OpCodes.Ret);
    });
    public static byte[] Good_IsolationToken() => Compile.Library("public class C { public Type M() => typeof(C); }");

    private static string Union(string first, string second) =>
        $"[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit)] public struct S {{ [System.Runtime.InteropServices.FieldOffset(0)] public {first} A; [System.Runtime.InteropServices.FieldOffset(0)] public {second} B; }}";

    private static byte[] Edit(string source, Action<ModuleDefinition> change) => Patched.Edit(Compile.Library(source), change);

    private static byte[] Field(Func<ModuleDefinition, TypeReference> type) =>
        Edit(Plain, m => m.GetType("C").Fields.Add(new FieldDefinition("P", FieldAttributes.Public, type(m))));

    private static MethodDefinition Method(ModuleDefinition module) => module.GetType("C").Methods.Single(m => m.Name == "M");

    private static void Static(TypeDefinition owner, MethodDefinition method)
    {
        method.Body.GetILProcessor().Emit(OpCodes.Ret);
        owner.Methods.Add(method);
    }

    private static byte[] Raw(Action<RawImage> change, string source = Plain)
    {
        var image = new RawImage(source);
        change(image);
        return image.Bytes;
    }

    /// <summary>Points a part of the CLI header somewhere.</summary>
    private static void Part(RawImage image, int offset)
    {
        image.Write32(image.CorHeader + offset, 0x2000);
        image.Write32(image.CorHeader + offset + 4, 8);
    }
}
