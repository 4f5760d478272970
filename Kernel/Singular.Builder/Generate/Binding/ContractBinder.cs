using System.Security.Cryptography;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Builder.Generate.Contracts;
using Singular.Builder.Generate.Emit;
using Singular.Builder.ReEmit;
using Singular.Manifests;

namespace Singular.Builder.Generate.Binding;

/// <summary>Gives the classes of a package the members of contracts that came after it was compiled, and marks them as older.</summary>
/// <remarks>
/// An image holds each major version of a contract once, at its highest minor version, and a class that implements an interface without
/// one of its members is no class. The added members are never called by a boundary: it looks at the mark first and throws
/// <c>NotInThisVersionException</c> in the client's domain. They throw the same for whoever else calls them.
/// </remarks>
public static class ContractBinder
{
    private const string Exception = "NotInThisVersionException";

    /// <summary>Binds a package to the contracts of an image.</summary>
    /// <param name="package">Its re-emitted assemblies.</param>
    /// <param name="contracts">The contract assemblies of the image.</param>
    /// <param name="provides">The contract that its driver offers, at the version that it was compiled against.</param>
    /// <returns>The assemblies in the same order; the same ones where nothing was missing. Names stay.</returns>
    public static IReadOnlyList<ReEmittedAssembly> Bind(IReadOnlyList<ReEmittedAssembly> package, IReadOnlyList<AssemblyFile> contracts, ContractReference provides)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(contracts);
        ArgumentNullException.ThrowIfNull(provides);
        using var known = new AssemblyMap(contracts);
        TypeDefinition[] grown = [.. contracts.SelectMany(file => known.Get(file.Name).MainModule.Types).Where(HasGrown)];
        if (grown.Length == 0)
            return package;
        var assemblies = package.Select(Read).ToList();
        try
        {
            ModuleDefinition[] modules = [.. assemblies.Select(assembly => assembly.MainModule)];
            // Decided for all before anything is added, so that a base class's new members do not count as its heirs' own.
            List<OlderClass> older = [.. modules.SelectMany(module => module.GetTypes()).SelectMany(type => Older(type, grown, modules, provides))];
            older.ForEach(item => item.Complete());
            HashSet<ModuleDefinition> changed = [.. older.Select(item => item.Type.Module)];
            return [.. package.Select((file, index) => changed.Contains(modules[index]) ? Write(file, assemblies[index]) : file)];
        }
        finally
        {
            assemblies.ForEach(assembly => assembly.Dispose());
        }
    }

    private static bool HasGrown(TypeDefinition type) => type.IsInterface && type.Methods.Any(member => ContractVersions.SinceOf(member) > 0);

    private static IEnumerable<OlderClass> Older(TypeDefinition type, TypeDefinition[] grown, ModuleDefinition[] package, ContractReference provides)
    {
        foreach (TypeDefinition contract in grown.Where(contract => type.IsClass && type.Interfaces.Any(item => item.InterfaceType.FullName == contract.FullName)))
        {
            int minor = ContractVersions.MinorOf(type, contract, package);
            if (ContractVersions.Is(contract, provides.Name, provides.Major))
                minor = Math.Min(minor, provides.Minor);
            if (contract.Methods.Any(member => ContractVersions.SinceOf(member) > minor))
                yield return new OlderClass(type, contract, minor, [.. contract.Methods.Where(member => ContractVersions.SinceOf(member) > minor && !ContractVersions.Implements(type, member, package))]);
        }
    }

    private static AssemblyDefinition Read(ReEmittedAssembly file) => AssemblyDefinition.ReadAssembly(
        new MemoryStream(file.Bytes.ToArray(), writable: false), new ReaderParameters { ReadingMode = ReadingMode.Immediate });

    private static ReEmittedAssembly Write(ReEmittedAssembly file, AssemblyDefinition assembly)
    {
        using var stream = new MemoryStream();
        assembly.Write(stream, new WriterParameters { DeterministicMvid = true, Timestamp = 0 });
        byte[] bytes = stream.ToArray();
        return file with { Bytes = bytes, Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
    }

    /// <summary>A class, a contract that it implements, and what it lacks of it.</summary>
    private sealed record OlderClass(TypeDefinition Type, TypeDefinition Contract, int Minor, IReadOnlyList<MethodDefinition> Missing)
    {
        internal void Complete()
        {
            foreach (int since in Contract.Methods.Select(ContractVersions.SinceOf).Where(since => since > Minor && since > 0).Distinct().Order())
                Type.Interfaces.Add(new InterfaceImplementation(Mark(since)));
            foreach (MethodDefinition member in Missing)
                Type.Methods.Add(Stand(member));
        }

        private TypeReference Mark(int since) => new(
            ContractTypes.NamespaceOf(Contract), ContractTypes.MarkName(Contract, since), Type.Module,
            Scope(ContractGenerator.NameFor(Contract.Module.Assembly.Name.Name), new Version(1, 0, 0, 0)));

        private MethodDefinition Stand(MethodDefinition member)
        {
            ModuleDefinition module = Type.Module;
            var method = new MethodDefinition(
                $"{Contract.FullName}.{member.Name}",
                MethodAttributes.Private | MethodAttributes.Final | MethodAttributes.HideBySig | MethodAttributes.NewSlot | MethodAttributes.Virtual,
                module.ImportReference(member.ReturnType));
            foreach (ParameterDefinition parameter in member.Parameters)
                method.Parameters.Add(new ParameterDefinition(parameter.Name, ParameterAttributes.None, module.ImportReference(parameter.ParameterType)));
            method.Overrides.Add(module.ImportReference(member));
            ILProcessor il = method.Body.GetILProcessor();
            il.Emit(OpCodes.Ldstr, $"{Contract.Name}.{member.Name}");
            il.Emit(OpCodes.Ldc_I4, Minor);
            il.Emit(OpCodes.Ldc_I4, ContractVersions.SinceOf(member));
            il.Emit(OpCodes.Newobj, ExceptionConstructor(module));
            il.Emit(OpCodes.Throw);
            return method;
        }

        private MethodReference ExceptionConstructor(ModuleDefinition module)
        {
            var type = new TypeReference(Target.ChannelsAssembly, Exception, module, Scope(Target.ChannelsAssembly, new Version(1, 0, 0, 0)));
            var constructor = new MethodReference(".ctor", module.TypeSystem.Void, type) { HasThis = true };
            constructor.Parameters.Add(new ParameterDefinition(module.TypeSystem.String));
            constructor.Parameters.Add(new ParameterDefinition(module.TypeSystem.Int32));
            constructor.Parameters.Add(new ParameterDefinition(module.TypeSystem.Int32));
            return constructor;
        }

        private AssemblyNameReference Scope(string name, Version version)
        {
            AssemblyNameReference? scope = Type.Module.AssemblyReferences.FirstOrDefault(reference => reference.Name == name);
            if (scope is null)
                Type.Module.AssemblyReferences.Add(scope = new AssemblyNameReference(name, version));
            return scope;
        }
    }
}
