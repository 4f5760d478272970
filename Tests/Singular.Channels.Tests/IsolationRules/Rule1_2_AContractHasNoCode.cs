using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Builder;
using Singular.Builder.Generate;
using Singular.Channels.Samples;
using Singular.Verifier;

namespace Singular.Channels.Tests.IsolationRules;

/// <summary>Whoever ships a contract has code run in the domain of everybody who uses it, unless there is none.</summary>
public sealed class Rule1_2_AContractHasNoCode
{
    [Fact]
    public void The_sample_contracts_pass() => Assert.DoesNotContain(Findings(_ => { }), IsAboutCode);

    [Fact]
    public void A_default_body() => Refused(module =>
    {
        MethodDefinition member = Contract(module).Methods[0];
        member.IsAbstract = false;
        member.Body = new MethodBody(member);
        member.Body.GetILProcessor().Emit(OpCodes.Ldnull);
        member.Body.GetILProcessor().Emit(OpCodes.Throw);
    }, isGenerated: true);

    [Fact]
    public void A_static_member() => Refused(module => Add(module, Contract(module), "Static", MethodAttributes.Public | MethodAttributes.Static), isGenerated: true);

    [Fact]
    public void A_static_constructor_of_a_contract() => Refused(
        module => Add(module, Contract(module), ".cctor", MethodAttributes.Private | MethodAttributes.Static | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName),
        isGenerated: true);

    [Fact]
    public void A_static_constructor_of_a_struct() => Refused(module => Add(
        module, module.GetType(typeof(Choice).FullName), ".cctor", MethodAttributes.Private | MethodAttributes.Static | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName));

    [Fact]
    public void A_module_initialiser() => Refused(module => Add(
        module, module.GetType("<Module>"), ".cctor", MethodAttributes.Private | MethodAttributes.Static | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName));

    [Fact]
    public void A_static_field() => Refused(module =>
        Contract(module).Fields.Add(new FieldDefinition("Shared", FieldAttributes.Public | FieldAttributes.Static, module.TypeSystem.Object)));

    [Fact]
    public void A_getter_with_logic() => Refused(module =>
    {
        MethodDefinition getter = module.GetType(typeof(Choice).FullName).Properties[0].GetMethod;
        ILProcessor il = getter.Body.GetILProcessor();
        il.InsertBefore(getter.Body.Instructions[0], il.Create(OpCodes.Br, getter.Body.Instructions[0]));
        // A jump back: a getter that never returns.
        getter.Body.Instructions[0].Operand = getter.Body.Instructions[0];
    });

    [Fact]
    public void A_class_beside_the_contracts() => Refused(module => module.Types.Add(
        new TypeDefinition("Singular.Channels.Samples", "Code", TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.Abstract, module.TypeSystem.Object)));

    /// <param name="change">Puts the code in.</param>
    /// <param name="isGenerated">The generator, which looks at members only, must refuse it too.</param>
    private static void Refused(Action<ModuleDefinition> change, bool isGenerated = false)
    {
        Assert.Contains(Findings(change), IsAboutCode);
        if (isGenerated)
            Assert.Throws<GenerationException>(() => ContractGenerator.Generate(new AssemblyFile(typeof(IValues).Assembly.GetName().Name!, Changed(change)), GeneratedCode.References));
    }

    private static bool IsAboutCode(Finding finding) => finding.Code is "ContractMember" or "ContractBody" or "ContractType" or "ContractExchangeable";

    private static IReadOnlyList<Finding> Findings(Action<ModuleDefinition> change)
    {
        using var references = new ReferenceSet();
        references.AddFolder(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        references.AddFile(typeof(Done).Assembly.Location);
        return AssemblyVerifier.Verify(Changed(change), references, new VerifierOptions { Checks = VerificationChecks.Contracts }).Findings;
    }

    private static byte[] Changed(Action<ModuleDefinition> change)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(typeof(IValues).Assembly.Location);
        change(assembly.MainModule);
        using var stream = new MemoryStream();
        assembly.Write(stream);
        return stream.ToArray();
    }

    private static TypeDefinition Contract(ModuleDefinition module) => module.GetType(typeof(ITrouble).FullName);

    private static void Add(ModuleDefinition module, TypeDefinition type, string name, MethodAttributes attributes)
    {
        var method = new MethodDefinition(name, attributes, module.TypeSystem.Void);
        method.Body.GetILProcessor().Emit(OpCodes.Ret);
        type.Methods.Add(method);
    }
}
