using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Verifier.Isolation.Tests.Isolation;
using Singular.Verifier.Ownership;

namespace Singular.Verifier.Isolation.Tests.Ownership;

/// <summary>Uses of buffers and pins that no C# compiler writes.</summary>
public class IlShapeTests
{
    private static readonly Lazy<byte[]> Contracts = new(() =>
        Compile.Library(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Ownership", "Corpus", "Contracts.cs")), "Corpus.Contracts"));

    /// <summary>M gets another body; the others are there for the references to members in them.</summary>
    private const string Source = """
        using Singular.Channels; using Corpus;
        public class C
        {
            public int Kept;
            public static void M(IDisk d, bool f) { }
            public static void Uses(IDisk d, Owned<byte> a)
            {
                using Owned<byte> b = Owned<byte>.Allocate(8);
                using (Pinned<byte> p = b.Pin())
                    d.Fill(p.Span);
                d.Write(0, b);
                a.Dispose();
            }
            public static async ValueTask Later(Owned<byte> kept, ValueTask t) { using Owned<byte> mine = kept; await t; }
            public static void Borrow(Span<byte> data) { }
        }
        """;

    [Fact]
    public void ABufferTwiceOnTheStackMovesOnce() => Expect(OwnershipCodes.AfterMove, (u, il) =>
    {
        il.Body.Variables.Add(new VariableDefinition(u.Buffer));
        Write(il, u, () =>
        {
            Allocate(il, u);
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Stloc_0);
        });
        Write(il, u, () => il.Emit(OpCodes.Ldloc_0));
        il.Emit(OpCodes.Ret);
    });

    [Fact]
    public void OneOfTwoBuffersByAddressIsRefused() => Expect(OwnershipCodes.Reference, (u, il) =>
    {
        il.Body.Variables.Add(new VariableDefinition(u.Buffer));
        il.Body.Variables.Add(new VariableDefinition(u.Buffer));
        Instruction second = il.Create(OpCodes.Ldloca_S, il.Body.Variables[1]), use = il.Create(OpCodes.Call, u.Member("get_Length"));
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Brtrue, second);
        il.Emit(OpCodes.Ldloca_S, il.Body.Variables[0]);
        il.Emit(OpCodes.Br, use);
        il.Append(second);
        il.Append(use);
        il.Emit(OpCodes.Pop);
        il.Emit(OpCodes.Ret);
    });

    [Fact]
    public void APinIsNotReadThroughItsAddress() => Expect(OwnershipCodes.PinPlace, (u, il) =>
    {
        il.Body.Variables.Add(new VariableDefinition(u.Pin));
        il.Body.Variables.Add(new VariableDefinition(u.Pin));
        il.Emit(OpCodes.Ldloca_S, il.Body.Variables[0]);
        il.Emit(OpCodes.Ldobj, u.Pin);
        il.Emit(OpCodes.Stloc_1);
        il.Emit(OpCodes.Ret);
    });

    [Fact]
    public void ZerosOverAHeldBufferLoseIt() => Expect(OwnershipCodes.Overwritten, (u, il) =>
    {
        il.Body.Variables.Add(new VariableDefinition(u.Buffer));
        Allocate(il, u);
        il.Emit(OpCodes.Stloc_0);
        il.Emit(OpCodes.Ldloca_S, il.Body.Variables[0]);
        il.Emit(OpCodes.Initobj, u.Buffer);
        il.Emit(OpCodes.Ret);
    });

    [Fact]
    public void ABufferLeftOnTheStackIsLost() => Expect(OwnershipCodes.Overwritten, (u, il) =>
    {
        Allocate(il, u);
        il.Emit(OpCodes.Pop);
        il.Emit(OpCodes.Ret);
    });

    [Fact]
    public void ANewPinEndsTheSpansOfTheOneBefore() => Expect(OwnershipCodes.PinEnded, (u, il) =>
    {
        il.Body.Variables.Add(new VariableDefinition(u.Buffer));
        il.Body.Variables.Add(new VariableDefinition(u.Pin));
        Allocate(il, u);
        il.Emit(OpCodes.Stloc_0);
        il.Emit(OpCodes.Ldarg_0);
        PinAndSpan(il, u);
        il.Emit(OpCodes.Ldloca_S, il.Body.Variables[0]);
        il.Emit(OpCodes.Call, u.Member("Pin"));
        il.Emit(OpCodes.Stloc_1);
        il.Emit(OpCodes.Callvirt, u.Member("Fill"));
        il.Emit(OpCodes.Ret);
    });

    [Fact]
    public void TheFieldsOfAStateMachineAreNobodyElses() => Expect(OwnershipCodes.Unclear, (u, il) =>
    {
        TypeDefinition machine = u.Module.GetType("C").NestedTypes.Single(t => t.Name.Contains("Later"));
        il.Body.Variables.Add(new VariableDefinition(machine));
        Write(il, u, () =>
        {
            il.Emit(OpCodes.Ldloca_S, il.Body.Variables[0]);
            il.Emit(OpCodes.Ldfld, machine.Fields.Single(f => f.Name == "kept"));
        });
        il.Emit(OpCodes.Ret);
    });

    [Fact]
    public void CodeThatMakesNoSenseIsRefused() => Expect(OwnershipCodes.Unclear, (u, il) =>
    {
        il.Body.Variables.Add(new VariableDefinition(u.Buffer));
        il.Emit(OpCodes.Pop);
        il.Emit(OpCodes.Ret);
    });

    /// <summary>What C# refuses at once, the verifier of types refuses, too: a caller's span in an object.</summary>
    [Fact]
    public void ABorrowIsNotKept()
    {
        byte[] library = Patched.Edit(Compile.Library(Source, references: Contracts.Value), module =>
        {
            TypeDefinition type = module.GetType("C");
            MethodDefinition borrow = type.Methods.Single(m => m.Name == "Borrow");
            FieldDefinition field = type.Fields.Single(f => f.Name == "Kept");
            field.FieldType = borrow.Parameters[0].ParameterType;
            ILProcessor il = borrow.Body.GetILProcessor();
            borrow.Body.Instructions.Clear();
            il.Emit(OpCodes.Newobj, type.Methods.Single(m => m.IsConstructor));
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Stfld, field);
            il.Emit(OpCodes.Ret);
        });
        Assert.Contains(Compile.Verify(library, VerificationChecks.Types, Contracts.Value), f => f.Type == "C" && f.Code.StartsWith("Types", StringComparison.Ordinal));
    }

    private static void Expect(string code, Action<Members, ILProcessor> write)
    {
        byte[] library = Patched.WithBody(Compile.Library(Source, references: Contracts.Value), (module, _, il) => write(new Members(module), il));
        Finding[] findings = [.. Compile.Verify(library, VerificationChecks.Contracts, Contracts.Value).Where(f => f.Method.StartsWith("M(", StringComparison.Ordinal))];
        Assert.Contains(code, Compile.CodesOf(findings));
    }

    private static void Allocate(ILProcessor il, Members members)
    {
        il.Emit(OpCodes.Ldc_I4_8);
        il.Emit(OpCodes.Call, members.Member("Allocate"));
    }

    private static void Write(ILProcessor il, Members members, Action loadBuffer)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Conv_I8);
        loadBuffer();
        il.Emit(OpCodes.Callvirt, members.Member("Write"));
    }

    private static void PinAndSpan(ILProcessor il, Members members)
    {
        il.Emit(OpCodes.Ldloca_S, il.Body.Variables[0]);
        il.Emit(OpCodes.Call, members.Member("Pin"));
        il.Emit(OpCodes.Stloc_1);
        il.Emit(OpCodes.Ldloca_S, il.Body.Variables[1]);
        il.Emit(OpCodes.Call, members.Member("get_Span"));
    }

    /// <summary>References that the compiled methods have.</summary>
    private sealed class Members(ModuleDefinition module)
    {
        private readonly MethodDefinition _uses = module.GetType("C").Methods.Single(m => m.Name == "Uses");

        public ModuleDefinition Module { get; } = module;

        public TypeReference Buffer => _uses.Parameters[1].ParameterType;

        public TypeReference Pin => _uses.Body.Variables.First(v => v.VariableType.Name == "Pinned`1").VariableType;

        public MethodReference Member(string name) =>
            _uses.Body.Instructions.Select(i => i.Operand).OfType<MethodReference>().FirstOrDefault(m => m.Name == name)
            ?? new MethodReference(name, Module.TypeSystem.Int32, Buffer) { HasThis = true };
    }
}
