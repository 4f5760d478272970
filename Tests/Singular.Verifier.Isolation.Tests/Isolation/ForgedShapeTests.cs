using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Verifier.Isolation.Tests.Isolation;

/// <summary>Code that borrows the names of the compiler's helpers, caches and shapes, but not their form.</summary>
public class ForgedShapeTests
{
    [Fact]
    public void ADelegateCacheThatHoldsAClosureIsRefused()
    {
        byte[] honest = Compile.Library("public class C { public Func<int, int> M() => x => x + 1; }");
        Compile.ExpectNone(Compile.Verify(honest, VerificationChecks.Isolation));
        byte[] forged = Patched.Edit(honest, module =>
        {
            FieldDefinition cache = module.GetType("C").NestedTypes.Single().Fields.Single(f => f.Name.StartsWith("<>9__", StringComparison.Ordinal));
            MethodDefinition method = module.GetType("C").Methods.Single(m => m.Name == "M");
            Instruction store = method.Body.Instructions.Single(i => i.OpCode == OpCodes.Stsfld && i.Operand == cache);
            method.Body.GetILProcessor().InsertBefore(store, Instruction.Create(OpCodes.Nop));
        });
        Assert.Equal([IsolationCodes.MutableStatic], Codes(forged));
    }

    [Fact]
    public void AnInlineArrayHelperWithAnotherBodyIsRefused()
    {
        byte[] forged = Patched.Edit(InlineArrays("2"), module =>
        {
            MethodDefinition helper = Helper(module, "InlineArrayAsSpan");
            helper.Body.GetILProcessor().InsertBefore(helper.Body.Instructions[0], Instruction.Create(OpCodes.Nop));
        });
        Assert.Contains(IsolationCodes.TypeNotInProfile, Codes(forged));
    }

    [Fact]
    public void AnInlineArrayIsNotReadBeyondItsEnd()
    {
        Compile.ExpectNone(Compile.Verify(InlineArrays("2"), VerificationChecks.Isolation));
        byte[] forged = Patched.Edit(InlineArrays("2"), module =>
        {
            foreach (Instruction call in module.GetType("C").Methods.Single(m => m.Name == "M").Body.Instructions)
            {
                if (call.Operand is GenericInstanceMethod { Name: "InlineArrayAsSpan" })
                    (call.Previous.OpCode, call.Previous.Operand) = (OpCodes.Ldc_I4, 400);
            }
        });
        Assert.Equal([IsolationCodes.Shape], Codes(forged));
    }

    [Fact]
    public void AnInlineArrayIsNotReadAsAnotherElement()
    {
        byte[] forged = Patched.Edit(InlineArrays("2"), module =>
        {
            foreach (Instruction call in module.GetType("C").Methods.Single(m => m.Name == "M").Body.Instructions)
            {
                if (call.Operand is GenericInstanceMethod { Name: "InlineArrayAsSpan" } method)
                    method.GenericArguments[1] = module.TypeSystem.String;
            }
        });
        Assert.Contains(IsolationCodes.Shape, Codes(forged));
    }

    [Fact]
    public void AFilterOfItsOwnMakingIsRefused()
    {
        byte[] honest = Compile.Library("public class C { public int M(int x) { try { return 1 / x; } catch (DivideByZeroException) when (x > -3) { return 0; } } }");
        Compile.ExpectNone(Compile.Verify(honest, VerificationChecks.Isolation));
        byte[] forged = Patched.Edit(honest, module =>
        {
            MethodBody body = module.GetType("C").Methods.Single(m => m.Name == "M").Body;
            ExceptionHandler filter = body.ExceptionHandlers.Single();
            Instruction first = Instruction.Create(OpCodes.Nop);
            body.GetILProcessor().InsertBefore(filter.FilterStart, first);
            (filter.FilterStart, filter.TryEnd) = (first, first);
        });
        Assert.Equal([IsolationCodes.ExceptionFilter], Codes(forged));
    }

    [Fact]
    public void AFaultBlockIsRefused()
    {
        byte[] forged = Patched.Edit(Compile.Library("public class C { public int M(int x) { try { x++; } finally { x--; } return x; } }"), module =>
            module.GetType("C").Methods.Single(m => m.Name == "M").Body.ExceptionHandlers.Single().HandlerType = ExceptionHandlerType.Fault);
        Assert.Equal([IsolationCodes.ExceptionFilter], Codes(forged));
    }

    [Fact]
    public void AHandleOfAMethodIsRefused()
    {
        byte[] forged = Patched.WithBody(Compile.Library("public class C { public void M() { } }"), (module, method, il) =>
        {
            il.Emit(OpCodes.Ldtoken, method);
            il.Emit(OpCodes.Pop);
            il.Emit(OpCodes.Ret);
        });
        Assert.Equal([IsolationCodes.Token], Codes(forged));
    }

    [Fact]
    public void AFinalizerUnderAnotherNameIsRefused()
    {
        byte[] forged = Patched.Edit(Compile.Library("public class C { public virtual void M() { } }"), module =>
        {
            var finalize = new MethodReference("Finalize", module.TypeSystem.Void, module.TypeSystem.Object) { HasThis = true };
            module.GetType("C").Methods.Single(m => m.Name == "M").Overrides.Add(finalize);
        });
        Assert.Equal([IsolationCodes.Finalizer], Codes(forged));
    }

    [Fact]
    public void BeginInvokeOfAnOwnDelegateIsRefused()
    {
        byte[] honest = Compile.Library("public delegate void D(); public class C { public void M(D d) => d(); }");
        Compile.ExpectNone(Compile.Verify(honest, VerificationChecks.Isolation));
        byte[] forged = Patched.WithBody(honest, (module, method, il) =>
        {
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldnull);
            il.Emit(OpCodes.Ldnull);
            il.Emit(OpCodes.Callvirt, module.GetType("D").Methods.Single(m => m.Name == "BeginInvoke"));
            il.Emit(OpCodes.Pop);
            il.Emit(OpCodes.Ret);
        });
        Assert.Equal([IsolationCodes.MemberNotInProfile], Codes(forged));
    }

    [Fact]
    public void AMethodWithNativeCodeIsRefused()
    {
        byte[] forged = Patched.Edit(Compile.Library("public class C { public void M() { } }"), module =>
            module.GetType("C").Methods.Single(m => m.Name == "M").ImplAttributes |= MethodImplAttributes.InternalCall);
        Assert.Contains(IsolationCodes.MethodKind, Codes(forged));
    }

    [Fact]
    public void ARuntimeAsyncMethodIsRefusedForTheImagesCompiler()
    {
        byte[] forged = Patched.Edit(Compile.Library("public class C { public Task M() => Task.CompletedTask; }"), module =>
            module.GetType("C").Methods.Single(m => m.Name == "M").ImplAttributes |= (MethodImplAttributes)0x2000);
        Assert.Equal([IsolationCodes.RuntimeAsync], Codes(forged));
        using ReferenceSet references = Compile.NewReferences();
        var options = new VerifierOptions { Checks = VerificationChecks.Isolation, Features = TargetFeatures.RuntimeAsync };
        Compile.ExpectNone(AssemblyVerifier.Verify(forged, references, options).Findings);
    }

    [Fact]
    public void AnotherExceptionWrappingIsRefused()
    {
        byte[] forged = Patched.Edit(Compile.Library("public class C;"), module =>
            module.Assembly.CustomAttributes.Single(a => a.AttributeType.Name == "RuntimeCompatibilityAttribute").Properties.Clear());
        Assert.Equal([IsolationCodes.PowerAttribute], Codes(forged));
    }

    [Fact]
    public void AnEmbeddedAttributeThatDoesMoreThanStoreIsRefused()
    {
        byte[] forged = Patched.Edit(Compile.Library("public ref struct C { public ref int X; }"), module =>
        {
            TypeDefinition embedded = module.GetType("Microsoft.CodeAnalysis.EmbeddedAttribute") ?? Add(module);
            embedded.Methods.Add(new MethodDefinition("Extra", MethodAttributes.Public | MethodAttributes.Static, module.TypeSystem.Void));
            embedded.Methods[^1].Body.GetILProcessor().Emit(OpCodes.Ret);
        });
        Assert.Contains(IsolationCodes.Namespace, Codes(forged));

        static TypeDefinition Add(ModuleDefinition module)
        {
            var type = new TypeDefinition("Microsoft.CodeAnalysis", "EmbeddedAttribute", TypeAttributes.Sealed, module.ImportReference(typeof(Attribute)));
            module.Types.Add(type);
            return type;
        }
    }

    private static byte[] InlineArrays(string length) => Compile.Library($$"""
        [System.Runtime.CompilerServices.InlineArray({{length}})] public struct Buffer { private int _first; }
        public class C { public int M(int i) { Buffer b = default; b[0] = 1; Span<int> s = b; return s[i]; } }
        """);

    private static MethodDefinition Helper(ModuleDefinition module, string name) =>
        module.GetType("<PrivateImplementationDetails>").Methods.Single(m => m.Name == name);

    private static string[] Codes(byte[] assembly) => Compile.CodesOf(Compile.Verify(assembly, VerificationChecks.Isolation));
}
