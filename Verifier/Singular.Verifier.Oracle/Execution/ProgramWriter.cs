using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Builder;
using Singular.Verifier.Oracle.Mutation;
using Singular.Verifier.Oracle.Weaving;

namespace Singular.Verifier.Oracle.Execution;

/// <summary>Makes a program of accepted files: weaves each under a name of its own and writes trials for what was changed in it.</summary>
internal sealed class ProgramWriter : IDisposable
{
    private const string RuntimeName = "Singular.Verifier.Oracle.Runtime";

    /// <summary>Name of the assembly with the trials.</summary>
    public const string EntryName = "Trials";

    /// <summary>Trials of a changed body, and of a method in a file whose types were changed.</summary>
    private const int TrialsPerBody = 4;
    private const int TrialsPerMethod = 1;

    /// <summary>Methods called in a file whose types were changed.</summary>
    private const int MethodsPerFile = 12;

    /// <summary>In place of the "&lt;" that compilers begin their own names with.</summary>
    private const string PlainPrefix = "made.";

    private readonly FrameworkResolver _resolver;
    private readonly byte[] _runtimeFile;
    private readonly ModuleDefinition _runtime;

    public ProgramWriter(IReadOnlyList<string> frameworkFolders)
    {
        _resolver = new FrameworkResolver(frameworkFolders);
        _runtimeFile = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, RuntimeName + ".dll"));
        _runtime = Read(_runtimeFile);
    }

    public TrialProgram Write(IReadOnlyList<ExecutionUnit> units, int randomSeed)
    {
        var random = new Random(randomSeed);
        using AssemblyDefinition entry = AssemblyDefinition.CreateAssembly(
            new AssemblyNameDefinition(EntryName, new Version(1, 0)), EntryName,
            new ModuleParameters { Kind = ModuleKind.Console, AssemblyResolver = _resolver });
        ModuleDefinition program = entry.MainModule;
        program.AssemblyReferences.Add(_runtime.AssemblyReferences.First(reference => reference.Name == "System.Runtime"));
        var main = new MethodDefinition("Main", MethodAttributes.Public | MethodAttributes.Static, program.TypeSystem.Int32);
        main.Parameters.Add(new ParameterDefinition(new ArrayType(program.TypeSystem.String)));
        var home = new TypeDefinition("", "Program", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed, program.TypeSystem.Object);
        program.Types.Add(home);
        var runtime = new RuntimeMembers(_runtime, program);
        var code = main.Body.GetILProcessor();
        main.Body.InitLocals = true;
        main.Body.Variables.Add(new VariableDefinition(runtime.Find("Trials", "Add").DeclaringType));
        code.Emit(OpCodes.Newobj, runtime.Find("Trials", ".ctor"));
        code.Emit(OpCodes.Stloc_0);

        var trials = new List<Trial>();
        List<AssemblyFile> assemblies = [new(RuntimeName, _runtimeFile)];
        int mutants = 0;
        int notHarmless = 0;
        int withoutInputs = 0;
        int notWoven = 0;
        for (int i = 0; i < units.Count; i++)
        {
            ExecutionUnit unit = units[i];
            if (TryWeave(unit, $"M{i}") is not { } woven)
            {
                notWoven += unit.Mutants;
                continue;
            }
            (ModuleDefinition mutant, byte[] file, List<(MethodDefinition Method, uint Token)> targets, HashSet<MethodDefinition> harmless) = woven;
            var register = new MethodDefinition($"Register{i}", MethodAttributes.Public | MethodAttributes.Static, program.TypeSystem.Void);
            register.Parameters.Add(new ParameterDefinition(main.Body.Variables[0].VariableType));
            var writer = new TrialWriter(program, runtime, mutant, random);
            int ran = 0;
            foreach ((MethodDefinition target, uint token) in targets)
            {
                int before = trials.Count;
                if (!harmless.Contains(target))
                {
                    notHarmless += unit.Kind == MutantKind.Body ? 1 : 0;
                    continue;
                }
                for (int j = 0; j < (unit.Kind == MutantKind.Body ? TrialsPerBody : TrialsPerMethod); j++)
                {
                    if (writer.Write(target, $"Trial{trials.Count}") is not { } trial)
                        continue;
                    home.Methods.Add(trial);
                    Register(register.Body.GetILProcessor(), trial, runtime);
                    trials.Add(new Trial(unit, token, target.FullName));
                }
                bool hasRun = trials.Count > before;
                ran += hasRun ? 1 : 0;
                withoutInputs += !hasRun && unit.Kind == MutantKind.Body ? 1 : 0;
            }
            mutants += unit.Kind == MutantKind.Body ? ran : Math.Min(ran, 1);
            register.Body.Instructions.Add(Instruction.Create(OpCodes.Ret));
            home.Methods.Add(register);
            code.Emit(OpCodes.Ldloc_0);
            code.Emit(OpCodes.Call, register);
            IgnoreAccess(program, mutant.Assembly.Name.Name);
            assemblies.Add(new AssemblyFile(mutant.Assembly.Name.Name, file));
        }
        code.Emit(OpCodes.Ldloc_0);
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Call, runtime.Find("Trials", "Run"));
        code.Emit(OpCodes.Ret);
        home.Methods.Add(main);
        program.EntryPoint = main;
        return new TrialProgram(new AssemblyFile(EntryName, Written(program)), assemblies, trials, mutants, notHarmless, withoutInputs, notWoven);
    }

    private static IEnumerable<MethodDefinition> Targets(ExecutionUnit unit, ModuleDefinition mutant) => unit.Kind == MutantKind.Body
        ? unit.Methods.Select(token => (MethodDefinition)mutant.LookupToken(new MetadataToken(token)))
        : Some([.. mutant.GetTypes().Where(type => type.Name[0] != '<').SelectMany(type => type.Methods)], new Random((int)unit.Number));

    private static IEnumerable<MethodDefinition> Some(MethodDefinition[] methods, Random random)
    {
        random.Shuffle(methods);
        return methods.Take(MethodsPerFile);
    }

    /// <summary>
    /// The woven mutant, its file, and the methods to call with the tokens that they had; null when the metadata library cannot make a file
    /// of it again, which happens with damaged bytes in parts that no rule of types is about.
    /// </summary>
    private (ModuleDefinition Mutant, byte[] File, List<(MethodDefinition Method, uint Token)> Targets, HashSet<MethodDefinition> Harmless)? TryWeave(ExecutionUnit unit, string name)
    {
        try
        {
            ModuleDefinition mutant = Read(unit.File);
            HashSet<MethodDefinition> harmless = HarmlessMembers.MethodsOf(mutant);
            List<(MethodDefinition, uint)> targets = [.. Targets(unit, mutant).Select(method => (method, method.MetadataToken.ToUInt32()))];
            Weave(mutant, name);
            return (mutant, Written(mutant), targets, harmless);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or NullReferenceException or NotSupportedException or NotImplementedException
            or InvalidCastException or OverflowException or IndexOutOfRangeException or BadImageFormatException or ResolutionException)
        {
            return null;
        }
    }

    private void Weave(ModuleDefinition mutant, string name)
    {
        mutant.Assembly.Name.Name = name;
        mutant.Name = name + ".dll";
        foreach (ICustomAttributeProvider provider in mutant.GetTypes().SelectMany(Providers).Prepend(mutant).Prepend(mutant.Assembly))
            KeepMeaningful(provider);
        RenameCompilerMade(mutant);
        var runtime = new RuntimeMembers(_runtime, mutant);
        var weaver = new MethodWeaver(mutant, runtime);
        foreach (MethodDefinition method in mutant.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody).ToList())
            weaver.Weave(method);
    }

    /// <summary>
    /// ilc 9.0.22 finds the method that a lambda's class belongs to by name, and overflows its stack where mutated code makes two such
    /// classes use each other (`CompilerFailed` on the way of a driver). Under plain names the same code is compiled and can be run.
    /// </summary>
    private static void RenameCompilerMade(ModuleDefinition mutant)
    {
        foreach (TypeDefinition type in mutant.GetTypes())
        {
            if (type.Name.StartsWith('<') && type.Name != "<Module>")
                type.Name = PlainPrefix + type.Name[1..];
        }
    }

    private static IEnumerable<ICustomAttributeProvider> Providers(TypeDefinition type) =>
    [
        type, .. type.Fields, .. type.Properties, .. type.Events, .. type.GenericParameters, .. type.Methods,
        .. type.Methods.SelectMany(method => method.Parameters.AsEnumerable<ICustomAttributeProvider>().Concat(method.GenericParameters).Append(method.MethodReturnType)),
    ];

    /// <summary>Leaves the attributes that code means something by. Re-emit leaves the others out, too, and their damaged contents must not meet the compiler.</summary>
    private static void KeepMeaningful(ICustomAttributeProvider provider)
    {
        if (!provider.HasCustomAttributes)
            return;
        foreach (CustomAttribute attribute in provider.CustomAttributes.ToList())
        {
            if (attribute.AttributeType.Name is not ("IsByRefLikeAttribute" or "InlineArrayAttribute" or "IsReadOnlyAttribute" or "RequiresLocationAttribute"
                or "ScopedRefAttribute" or "UnscopedRefAttribute" or "PreserveBaseOverridesAttribute"))
                provider.CustomAttributes.Remove(attribute);
        }
    }

    private static void Register(ILProcessor code, MethodDefinition trial, RuntimeMembers runtime)
    {
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldnull);
        code.Emit(OpCodes.Ldftn, trial);
        MethodReference add = runtime.Find("Trials", "Add");
        TypeReference action = add.Parameters[0].ParameterType;
        var constructor = new MethodReference(".ctor", trial.Module.TypeSystem.Void, action) { HasThis = true };
        constructor.Parameters.Add(new ParameterDefinition(trial.Module.TypeSystem.Object));
        constructor.Parameters.Add(new ParameterDefinition(trial.Module.TypeSystem.IntPtr));
        code.Emit(OpCodes.Newobj, constructor);
        code.Emit(OpCodes.Call, add);
    }

    /// <summary>The trials call what is private in a mutant; whether the mutant itself may is for the verifier to say.</summary>
    private static void IgnoreAccess(ModuleDefinition program, string assembly)
    {
        const string Namespace = "System.Runtime.CompilerServices";
        const string Name = "IgnoresAccessChecksToAttribute";
        TypeDefinition? attribute = program.GetType(Namespace, Name);
        if (attribute is null)
        {
            attribute = new TypeDefinition(Namespace, Name, TypeAttributes.NotPublic | TypeAttributes.Sealed, new TypeReference("System", "Attribute", program, program.TypeSystem.CoreLibrary));
            var constructor = new MethodDefinition(".ctor", MethodAttributes.Public | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName | MethodAttributes.HideBySig, program.TypeSystem.Void);
            constructor.Parameters.Add(new ParameterDefinition(program.TypeSystem.String));
            constructor.Body.Instructions.Add(Instruction.Create(OpCodes.Ldarg_0));
            constructor.Body.Instructions.Add(Instruction.Create(OpCodes.Call, new MethodReference(".ctor", program.TypeSystem.Void, attribute.BaseType) { HasThis = true }));
            constructor.Body.Instructions.Add(Instruction.Create(OpCodes.Ret));
            attribute.Methods.Add(constructor);
            program.Types.Add(attribute);
        }
        var use = new CustomAttribute(attribute.Methods[0]);
        use.ConstructorArguments.Add(new CustomAttributeArgument(program.TypeSystem.String, assembly));
        program.Assembly.CustomAttributes.Add(use);
    }

    private ModuleDefinition Read(byte[] file) =>
        ModuleDefinition.ReadModule(new MemoryStream(file, writable: false), new ReaderParameters(ReadingMode.Immediate) { AssemblyResolver = _resolver });

    private static byte[] Written(ModuleDefinition module)
    {
        using var output = new MemoryStream();
        module.Write(output, new WriterParameters { Timestamp = 0 });
        return output.ToArray();
    }

    public void Dispose()
    {
        _runtime.Dispose();
        _resolver.Dispose();
    }
}
