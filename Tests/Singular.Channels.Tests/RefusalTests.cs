using Mono.Cecil;
using Mono.Cecil.Rocks;
using Singular.Builder;
using Singular.Builder.Generate;
using Singular.Channels.Samples;

namespace Singular.Channels.Tests;

/// <summary>Contracts that no code can be generated for. Each is made by changing one thing in a good contract assembly.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void An_untouched_contract_assembly_is_accepted() => Generate(_ => { });

    [Fact]
    public void A_parameter_of_a_class_is_refused() => Refused("ITrouble", "Do", "what", module =>
        Member(module, "ITrouble", "Do").Parameters[0].ParameterType = module.TypeSystem.Object);

    [Fact]
    public void A_parameter_by_reference_is_refused() => Refused("ITrouble", "Do", "what", module =>
        Member(module, "ITrouble", "Do").Parameters[0].ParameterType = new ByReferenceType(module.TypeSystem.Int32));

    [Fact]
    public void An_array_is_refused() => Refused("ITrouble", "Do", "what", module =>
        Member(module, "ITrouble", "Do").Parameters[0].ParameterType = new ArrayType(module.TypeSystem.Byte));

    [Fact]
    public void A_span_of_truth_values_is_refused() => Refused("ISpans", "Reverse", "bytes", module =>
        ((GenericInstanceType)Member(module, "ISpans", "Reverse").Parameters[0].ParameterType).GenericArguments[0] = module.TypeSystem.Boolean);

    [Fact]
    public void A_span_beside_a_task_is_refused() => Refused("ISpans", "Reverse", null, module =>
        Member(module, "ISpans", "Reverse").ReturnType = Member(module, "ILater", "Next").ReturnType);

    [Fact]
    public void A_string_result_beside_a_writable_span_is_refused() => Refused("ISpans", "Scale", "result", module =>
        Member(module, "ISpans", "Scale").ReturnType = module.TypeSystem.String);

    [Fact]
    public void A_span_as_a_result_is_refused() => Refused("ISpans", "Sum", "result", module =>
        Member(module, "ISpans", "Sum").ReturnType = Member(module, "ISpans", "Sum").Parameters[0].ParameterType);

    [Fact]
    public void An_endpoint_that_nobody_can_end_is_refused_as_an_argument() => Refused("ITrouble", "Do", "what", module =>
        Member(module, "ITrouble", "Do").Parameters[0].ParameterType = module.GetType("Singular.Channels.Samples.ITower"));

    [Fact]
    public void A_repeatable_member_that_takes_an_endpoint_is_refused() => Refused("ITower", "Keep", null, module =>
        Member(module, "ITower", "Keep").CustomAttributes.Add(
            new CustomAttribute(Attribute(Member(module, "ITrouble", "Life"), "RepeatableAttribute").Constructor)));

    [Fact]
    public void An_endpoint_beside_a_buffer_is_refused() => Refused("IShelf", "Put", null, module =>
        Member(module, "IShelf", "Put").Parameters.Add(new ParameterDefinition("who", ParameterAttributes.None, module.GetType("Singular.Channels.Samples.IListener"))));

    [Fact]
    public void More_endpoints_than_four_are_refused() => Refused("ITower", "Keep", null, module =>
    {
        for (int i = 0; i < 4; i++)
            Member(module, "ITower", "Keep").Parameters.Add(new ParameterDefinition($"more{i}", ParameterAttributes.None, module.GetType("Singular.Channels.Samples.IListener")));
    });

    [Fact]
    public void A_generic_member_is_refused() => Refused("ITrouble", "Do", null, module =>
        Member(module, "ITrouble", "Do").GenericParameters.Add(new GenericParameter("T", Member(module, "ITrouble", "Do"))));

    [Fact]
    public void A_state_that_the_protocol_lacks_is_refused() => Refused("IDoor", "Open", null, module =>
        Attribute(Member(module, "IDoor", "Open"), "WhenAttribute").ConstructorArguments[0] = new CustomAttributeArgument(
            module.TypeSystem.String.MakeArrayType(), new[] { new CustomAttributeArgument(module.TypeSystem.String, "Ajar") }));

    [Fact]
    public void A_repeatable_member_that_gives_an_endpoint_is_refused() => Refused("IHouse", "Enter", null, module =>
        Member(module, "IHouse", "Enter").CustomAttributes.Add(
            new CustomAttribute(Attribute(Member(module, "ITrouble", "Life"), "RepeatableAttribute").Constructor)));

    [Fact]
    public void A_repeatable_member_that_takes_a_buffer_is_refused() => Refused("IBuffers", "Copy", null, module =>
        Member(module, "IBuffers", "Copy").CustomAttributes.Add(
            new CustomAttribute(Attribute(Member(module, "ITrouble", "Life"), "RepeatableAttribute").Constructor)));

    [Fact]
    public void A_repeatable_member_that_gives_a_buffer_is_refused() => Refused("IBuffers", "Take", null, module =>
        Member(module, "IBuffers", "Take").CustomAttributes.Add(
            new CustomAttribute(Attribute(Member(module, "ITrouble", "Life"), "RepeatableAttribute").Constructor)));

    [Fact]
    public void A_buffer_of_truth_values_is_refused() => Refused("IBuffers", "Keep", "buffer", module =>
        ((GenericInstanceType)Member(module, "IBuffers", "Keep").Parameters[0].ParameterType).GenericArguments[0] = module.TypeSystem.Boolean);

    [Fact]
    public void A_buffer_by_reference_is_refused() => Refused("IBuffers", "Keep", "buffer", module =>
    {
        ParameterDefinition parameter = Member(module, "IBuffers", "Keep").Parameters[0];
        parameter.ParameterType = new ByReferenceType(parameter.ParameterType);
    });

    [Fact]
    public void A_buffer_inside_a_struct_is_refused() => Refused("ILater", "Echo", "value", module =>
    {
        TypeReference buffer = Member(module, "IBuffers", "Keep").Parameters[0].ParameterType;
        TypeDefinition everything = module.GetType("Singular.Channels.Samples.Everything");
        everything.Properties.Single(property => property.Name == "Name").PropertyType = buffer;
        everything.Methods.Single(method => method.IsConstructor && method.Parameters.Count == 4).Parameters[0].ParameterType = buffer;
    });

    [Fact]
    public void A_buffer_as_an_error_is_refused() => Refused("IBuffers", "Take", "result", module =>
    {
        var result = (GenericInstanceType)Member(module, "IBuffers", "Take").ReturnType;
        result.GenericArguments[1] = result.GenericArguments[0];
    });

    [Fact]
    public void A_buffer_result_beside_a_writable_span_is_refused() => Refused("IBuffers", "Add", "result", module =>
        Member(module, "IBuffers", "Add").Parameters[1].ParameterType = Member(module, "ISpans", "Reverse").Parameters[0].ParameterType);

    [Fact]
    public void More_than_four_buffers_are_refused() => Refused("IBuffers", "Keep", null, module =>
    {
        MethodDefinition keep = Member(module, "IBuffers", "Keep");
        for (int i = 0; i < 4; i++)
            keep.Parameters.Add(new ParameterDefinition($"buffer{i}", ParameterAttributes.None, keep.Parameters[0].ParameterType));
    });

    [Fact]
    public void A_struct_that_is_not_exchangeable_is_refused() => Refused("ILater", "Echo", "value", module =>
        module.GetType("Singular.Channels.Samples.Everything").CustomAttributes.Clear());

    [Fact]
    public void A_struct_whose_constructor_does_not_take_its_properties_is_refused() => Refused("ILater", "Echo", "value", module =>
        module.GetType("Singular.Channels.Samples.Everything").Properties[0].Name = "Other");

    private static void Refused(string contract, string member, string? parameter, Action<ModuleDefinition> change)
    {
        var refusal = Assert.Throws<GenerationException>(() => Generate(change));
        Assert.EndsWith("." + contract, refusal.Contract);
        Assert.Equal(member, refusal.Member);
        Assert.Equal(parameter, refusal.Parameter);
        Assert.NotEmpty(refusal.Found);
        Assert.NotEmpty(refusal.Expected);
    }

    private static void Generate(Action<ModuleDefinition> change)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(typeof(IValues).Assembly.Location);
        change(assembly.MainModule);
        using var stream = new MemoryStream();
        assembly.Write(stream);
        ContractGenerator.Generate(new AssemblyFile(assembly.Name.Name, stream.ToArray()), GeneratedCode.References);
    }

    private static MethodDefinition Member(ModuleDefinition module, string contract, string member) =>
        module.GetType("Singular.Channels.Samples." + contract).GetMethods().Single(method => method.Name == member);

    private static CustomAttribute Attribute(MethodDefinition method, string name) =>
        method.CustomAttributes.Single(attribute => attribute.AttributeType.Name == name);
}
