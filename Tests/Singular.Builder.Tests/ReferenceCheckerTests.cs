using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Builder.Compile;
using Singular.Builder.References;

namespace Singular.Builder.Tests;

/// <summary>The verifier's library stands for a program here, Mono.Cecil for what it refers to.</summary>
public sealed class ReferenceCheckerTests
{
    private static readonly string VerifierPath = Path.Combine(AppContext.BaseDirectory, "Singular.Verifier.dll");
    private static readonly string CecilPath = Path.Combine(AppContext.BaseDirectory, "Mono.Cecil.dll");

    private static void Check(params AssemblyFile[] assemblies)
    {
        Toolchain toolchain = Toolchain.Locate();
        new ReferenceChecker([toolchain.RuntimeFolder, toolchain.FrameworkFolder]).Check(assemblies);
    }

    private static BuildException Refused(Action<ModuleDefinition> changeOfCecil) =>
        Assert.Throws<BuildException>(() => Check(AssemblyFile.Read(VerifierPath), new AssemblyFile("Mono.Cecil", Samples.Changed(CecilPath, changeOfCecil))));

    [Fact]
    public void Real_assemblies_pass() =>
        Check(AssemblyFile.Read(VerifierPath), AssemblyFile.Read(CecilPath), AssemblyFile.Read(Samples.Path), AssemblyFile.Read(Samples.ProgramPath));

    [Fact]
    public void A_missing_assembly_is_named()
    {
        BuildException error = Assert.Throws<BuildException>(() => Check(AssemblyFile.Read(VerifierPath)));
        Assert.Equal(BuildCode.UnresolvedReference, error.Code);
        Assert.Contains(error.Details, line => line.Contains("type Mono.Cecil.AssemblyDefinition of Mono.Cecil", StringComparison.Ordinal));
    }

    [Fact]
    public void A_method_of_another_name_is_missed()
    {
        BuildException error = Refused(cecil => Method(cecil, "Mono.Cecil.ModuleDefinition", "get_Types").Name = "get_AllTypes");
        Assert.Equal(BuildCode.UnresolvedReference, error.Code);
        Assert.Contains(error.Details, line => line.Contains("ModuleDefinition::get_Types()", StringComparison.Ordinal));
    }

    [Fact]
    public void A_method_with_another_return_type_is_missed()
    {
        BuildException error = Refused(cecil => Method(cecil, "Mono.Cecil.ModuleDefinition", "get_Types").ReturnType = cecil.TypeSystem.Object);
        Assert.Contains(error.Details, line => line.Contains("get_Types", StringComparison.Ordinal));
    }

    [Fact]
    public void A_modifier_makes_another_method()
    {
        BuildException error = Refused(cecil =>
        {
            MethodDefinition method = Method(cecil, "Mono.Cecil.ModuleDefinition", "get_Types");
            method.ReturnType = new OptionalModifierType(cecil.TypeSystem.Object, method.ReturnType);
        });
        Assert.Contains(error.Details, line => line.Contains("get_Types", StringComparison.Ordinal));
    }

    [Fact]
    public void An_instance_method_that_became_static_is_missed()
    {
        BuildException error = Refused(cecil =>
        {
            MethodDefinition method = Method(cecil, "Mono.Cecil.ModuleDefinition", "get_Types");
            method.IsStatic = true;
            method.HasThis = false;
            method.Body = new MethodBody(method);
            method.Body.GetILProcessor().Emit(OpCodes.Ldnull);
            method.Body.GetILProcessor().Emit(OpCodes.Ret);
        });
        Assert.Contains(error.Details, line => line.Contains("get_Types", StringComparison.Ordinal));
    }

    [Fact]
    public void An_interface_that_gained_a_member_is_noticed()
    {
        BuildException error = Refused(cecil => cecil.GetType("Mono.Cecil.IAssemblyResolver").Methods.Add(
            new MethodDefinition("Added", MethodAttributes.Public | MethodAttributes.Abstract | MethodAttributes.Virtual | MethodAttributes.NewSlot, cecil.TypeSystem.Void)));
        Assert.Equal(BuildCode.MissingImplementation, error.Code);
        Assert.Contains(error.Details, line => line.StartsWith("Singular.Verifier: ", StringComparison.Ordinal) && line.Contains("IAssemblyResolver::Added()", StringComparison.Ordinal));
    }

    [Fact]
    public void An_assembly_of_the_platforms_name_is_refused()
    {
        BuildException error = Assert.Throws<BuildException>(() => Check(new AssemblyFile("System.Runtime", File.ReadAllBytes(Samples.Path))));
        Assert.Equal(BuildCode.DuplicateAssembly, error.Code);
    }

    [Fact]
    public void Two_assemblies_of_one_name_are_refused()
    {
        BuildException error = Assert.Throws<BuildException>(() => Check(AssemblyFile.Read(CecilPath), AssemblyFile.Read(CecilPath)));
        Assert.Equal(BuildCode.DuplicateAssembly, error.Code);
    }

    private static MethodDefinition Method(ModuleDefinition module, string type, string name) =>
        module.GetType(type).Methods.Single(method => method.Name == name);
}
