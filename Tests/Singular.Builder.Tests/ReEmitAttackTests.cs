using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Builder.Tests;

/// <summary>What an attacker hides in a file beside its model does not come through, and what would change meaning is refused.</summary>
public sealed class ReEmitAttackTests
{
    private const string Marker = "MARK-OF-THE-ATTACKER";

    private static readonly Lazy<byte[]> Honest = new(() => Samples.ReEmit(Samples.Changed(_ => { })).Bytes.ToArray());

    public static TheoryData<string> Hidings() => [.. Hidden.Keys];

    /// <summary>Changes that leave the model's code as it is.</summary>
    private static readonly Dictionary<string, Action<ModuleDefinition>> Hidden = new()
    {
        ["link description"] = module => module.Resources.Add(new EmbeddedResource(
            "ILLink.Substitutions.xml", ManifestResourceAttributes.Public, Encoding.UTF8.GetBytes($"<linker><!--{Marker}--></linker>"))),
        ["linked file"] = module => module.Resources.Add(new LinkedResource(Marker, ManifestResourceAttributes.Public, "file")),
        ["exported type"] = module => module.ExportedTypes.Add(new ExportedType(Marker, Marker, module, Core(module)) { IsForwarder = true }),
        ["assembly attribute"] = module => module.Assembly.CustomAttributes.Add(
            Attribute(module, "System.Runtime.CompilerServices", "IgnoresAccessChecksToAttribute", Marker)),
        ["module attribute"] = module => module.CustomAttributes.Add(
            Attribute(module, "System.Runtime.CompilerServices", "SkipLocalsInitAttribute")),
        ["eager class constructor"] = module => Type(module).CustomAttributes.Add(
            Attribute(module, "System.Runtime.CompilerServices", "EagerStaticClassConstructionAttribute")),
        ["intrinsic"] = module => Method(module).CustomAttributes.Add(
            Attribute(module, "System.Runtime.CompilerServices", "IntrinsicAttribute")),
        ["security declaration"] = module => Type(module).SecurityDeclarations.Add(
            new SecurityDeclaration(SecurityAction.Assert, Encoding.Unicode.GetBytes(Marker))),
        ["marshalling"] = module => module.GetType("Samples.Cell").Fields[0].MarshalInfo = new MarshalInfo(NativeType.Error),
        ["unreachable code"] = module =>
        {
            ILProcessor il = Method(module).Body.GetILProcessor();
            il.Emit(OpCodes.Ldstr, Marker);
            il.Emit(OpCodes.Throw);
        },
        ["unreachable handler"] = module =>
        {
            MethodBody body = Method(module).Body;
            ILProcessor il = body.GetILProcessor();
            Instruction start = Instruction.Create(OpCodes.Ldstr, Marker);
            Instruction inside = Instruction.Create(OpCodes.Throw);
            Instruction handler = Instruction.Create(OpCodes.Pop);
            Instruction end = Instruction.Create(OpCodes.Rethrow);
            foreach (Instruction instruction in new[] { start, inside, handler, end })
                il.Append(instruction);
            body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Catch)
            {
                TryStart = start, TryEnd = handler, HandlerStart = handler, CatchType = module.TypeSystem.Object,
            });
        },
        ["memory that is not zeroed"] = module => module.GetType("Samples.Language").Methods.Single(m => m.Name == "RunSpans").Body.InitLocals = false,
        ["native image flags"] = module => module.Attributes |= ModuleAttributes.Required32Bit | ModuleAttributes.StrongNameSigned,
    };

    [Theory]
    [MemberData(nameof(Hidings))]
    public void What_is_hidden_beside_the_code_is_gone(string what)
    {
        byte[] written = Samples.ReEmit(Samples.Changed(Hidden[what])).Bytes.ToArray();
        Assert.Equal(Honest.Value, written);
        Assert.True(written.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Marker)) < 0);
        Assert.True(written.AsSpan().IndexOf(Encoding.Unicode.GetBytes(Marker)) < 0);
    }

    [Fact]
    public void Bytes_in_gaps_and_behind_the_end_are_gone()
    {
        byte[] original = File.ReadAllBytes(Samples.Path);
        byte[] tampered = [.. original, .. Encoding.UTF8.GetBytes(Marker)];
        int filled = 0;
        // File alignment leaves zeros behind each section; fill every such run with something to find.
        for (int i = 0x200; i < original.Length - 64; i++)
        {
            if ((i & 0x1FF) >= 0x1C0 && original.AsSpan(i, 64).IndexOfAnyExcept((byte)0) < 0)
            {
                Encoding.UTF8.GetBytes(Marker).CopyTo(tampered, i + 32);
                filled++;
                i += 64;
            }
        }
        Assert.True(filled > 0);
        Assert.Equal(Samples.ReEmit(original).Bytes.ToArray(), Samples.ReEmit(tampered).Bytes.ToArray());
    }

    [Fact]
    public void The_written_file_has_no_directories_for_resources_debugging_signatures_or_exports()
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(new MemoryStream(Honest.Value));
        Assert.Empty(module.GetDebugHeader().Entries);
        Assert.False(module.HasResources);
        Assert.False(module.HasExportedTypes);
        Assert.False(module.HasModuleReferences);
        Assert.Empty(module.Assembly.CustomAttributes);
        Assert.Empty(module.CustomAttributes);
        Assert.Equal(ModuleAttributes.ILOnly, module.Attributes);
        Assert.Equal(0u, BitConverter.ToUInt32(Honest.Value, BitConverter.ToInt32(Honest.Value, 0x3C) + 8));
    }

    public static TheoryData<string> Powers() => [.. Powerful.Keys];

    private static readonly Dictionary<string, Action<ModuleDefinition>> Powerful = new()
    {
        ["P/Invoke"] = module =>
        {
            MethodDefinition method = new("Native", MethodAttributes.Public | MethodAttributes.Static | MethodAttributes.PInvokeImpl, module.TypeSystem.Void);
            module.ModuleReferences.Add(new ModuleReference("libc"));
            method.PInvokeInfo = new PInvokeInfo(PInvokeAttributes.CallConvCdecl, "abort", module.ModuleReferences[0]);
            Type(module).Methods.Add(method);
        },
        ["module initialiser"] = module =>
        {
            MethodDefinition initializer = new(".cctor", MethodAttributes.Static | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName, module.TypeSystem.Void);
            initializer.Body.GetILProcessor().Emit(OpCodes.Ret);
            module.GetType("<Module>").Methods.Add(initializer);
        },
        ["internal call"] = module => Method(module).ImplAttributes |= MethodImplAttributes.InternalCall,
        ["runtime-async"] = module => Method(module).ImplAttributes |= (MethodImplAttributes)0x2000,
        ["native code"] = module => Method(module).ImplAttributes |= MethodImplAttributes.Native,
        ["unknown required modifier"] = module => Modify(module, type => new RequiredModifierType(Core(module, "System.Runtime.CompilerServices", "IsConst"), type)),
        ["optional modifier"] = module => Modify(module, type => new OptionalModifierType(Core(module, "System.Runtime.CompilerServices", "IsConst"), type)),
        ["own type as modifier"] = module =>
        {
            var impostor = new TypeDefinition("Own", "IsExternalInit", TypeAttributes.Public | TypeAttributes.Class, module.TypeSystem.Object);
            module.Types.Add(impostor);
            Modify(module, type => new RequiredModifierType(impostor, type));
        },
        ["thread static"] = module => module.GetType("Samples.Cell").Fields[0].CustomAttributes.Add(Attribute(module, "System", "ThreadStaticAttribute")),
        ["unmanaged callers"] = module => Method(module).CustomAttributes.Add(Attribute(module, "System.Runtime.InteropServices", "UnmanagedCallersOnlyAttribute")),
        ["variable arguments"] = module => Method(module).CallingConvention = MethodCallingConvention.VarArg,
        ["no code"] = module =>
        {
            Method(module).Body = null;
            Method(module).ImplAttributes |= MethodImplAttributes.Runtime;
        },
        ["imported type"] = module => Type(module).IsImport = true,
    };

    [Theory]
    [MemberData(nameof(Powers))]
    public void What_would_change_the_meaning_is_refused(string what)
    {
        BuildException error = Assert.Throws<BuildException>(() => Samples.ReEmit(Samples.Changed(Powerful[what])));
        Assert.Equal(BuildCode.NotCarried, error.Code);
        Assert.NotEqual("", error.Remedy);
    }

    [Theory]
    [InlineData("System.Runtime.CompilerServices", "IntrinsicAttribute")]
    [InlineData("System.Runtime.CompilerServices", "Unsafe")]
    [InlineData("System", "Object")]
    [InlineData("Internal.Runtime", "X")]
    [InlineData("Microsoft", "X")]
    public void A_type_that_the_compiler_knows_by_name_is_refused(string @namespace, string name)
    {
        byte[] assembly = Samples.Changed(module => module.Types.Add(
            new TypeDefinition(@namespace, name, TypeAttributes.Public | TypeAttributes.Class, module.TypeSystem.Object)));
        Assert.Equal(BuildCode.ReservedNamespace, Assert.Throws<BuildException>(() => Samples.ReEmit(assembly)).Code);
    }

    [Fact]
    public void A_reference_to_an_assembly_outside_the_build_is_refused()
    {
        byte[] assembly = Samples.Changed(module =>
        {
            var elsewhere = new AssemblyNameReference("Elsewhere", new Version(1, 0));
            module.AssemblyReferences.Add(elsewhere);
            module.GetType("Samples.Cell").Fields.Add(new FieldDefinition("f", FieldAttributes.Public, new TypeReference("E", "F", module, elsewhere)));
        });
        BuildException error = Assert.Throws<BuildException>(() => Samples.ReEmit(assembly));
        Assert.Equal(BuildCode.UnresolvedReference, error.Code);
        Assert.Contains("Elsewhere", error.Message);
    }

    private static TypeDefinition Type(ModuleDefinition module) => module.GetType("Samples.Generic");

    private static MethodDefinition Method(ModuleDefinition module) => Type(module).Methods.Single(method => method.Name == "Unmanaged");

    private static void Modify(ModuleDefinition module, Func<TypeReference, TypeReference> modifier)
    {
        FieldDefinition field = module.GetType("Samples.Cell").Fields.Single(f => f.Name == "Count");
        field.FieldType = modifier(field.FieldType);
    }

    private static AssemblyNameReference Core(ModuleDefinition module) => module.AssemblyReferences.Single(r => r.Name == "System.Runtime");

    private static TypeReference Core(ModuleDefinition module, string @namespace, string name) => new(@namespace, name, module, Core(module));

    private static CustomAttribute Attribute(ModuleDefinition module, string @namespace, string name, string? argument = null)
    {
        var constructor = new MethodReference(".ctor", module.TypeSystem.Void, Core(module, @namespace, name)) { HasThis = true };
        var attribute = new CustomAttribute(constructor);
        if (argument is not null)
        {
            constructor.Parameters.Add(new ParameterDefinition(module.TypeSystem.String));
            attribute.ConstructorArguments.Add(new CustomAttributeArgument(module.TypeSystem.String, argument));
        }
        return attribute;
    }
}
