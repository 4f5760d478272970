using Mono.Cecil;

namespace Singular.Builder.ReEmit;

/// <summary>Writes one module: first all types, then the members and what they refer to, then the code.</summary>
internal sealed class ModuleEmitter
{
    private readonly ModuleDefinition _source;
    private readonly AssemblyDefinition _assembly;
    private readonly ReferenceMapper _mapper;
    private readonly AttributeEmitter _attributes;
    private readonly List<(TypeDefinition From, TypeDefinition To)> _types = [];

    internal ModuleEmitter(ModuleDefinition source, ReferenceFinder finder, string name)
    {
        _source = source;
        if (source.Assembly is not { } from || from.Modules.Count != 1)
            throw Refusals.NotCarried(source, source.Name, "no assembly of exactly one module");
        _assembly = AssemblyDefinition.CreateAssembly(
            new AssemblyNameDefinition(name, from.Name.Version), $"{name}.dll",
            new ModuleParameters { Kind = ModuleKind.Dll, AssemblyResolver = finder.Resolver, Runtime = TargetRuntime.Net_4_0 });
        _mapper = new ReferenceMapper(source, Target, finder);
        // Named before anything else, so that Mono.Cecil takes it for the core library of the new module.
        _mapper.Scope(finder.CoreIdentity());
        _attributes = new AttributeEmitter(source, _mapper);
    }

    private ModuleDefinition Target => _assembly.MainModule;

    internal byte[] Emit()
    {
        foreach (TypeDefinition type in _source.Types)
        {
            if (type.Name == "<Module>" && type.Namespace.Length == 0)
                CheckModuleType(type);
            else if (!IsCompilersOwnAttribute(type))
                Target.Types.Add(Declare(type));
        }
        // Mono.Cecil notes in an instantiation whether its type is a value type, which it tells from the base: those come first, and
        // the bases that are instantiations themselves behind the others.
        foreach ((TypeDefinition from, TypeDefinition to) in _types.OrderBy(pair => pair.From.BaseType is TypeSpecification))
            to.BaseType = from.BaseType is null ? null : _mapper.Type(from.BaseType, new GenericOwner(to, null));
        var members = new MemberEmitter(_source, _mapper, _attributes);
        foreach ((TypeDefinition from, TypeDefinition to) in _types)
            members.Declare(from, to);
        foreach ((TypeDefinition from, TypeDefinition to) in _types)
            members.Complete(from, to);
        SortReferences();
        return Write();
    }

    private byte[] Write()
    {
        using var stream = new MemoryStream();
        Target.Attributes = ModuleAttributes.ILOnly;
        // The time stamp is a constant and the module's identity follows from its content: same model, same bytes.
        _assembly.Write(stream, new WriterParameters { DeterministicMvid = true, Timestamp = 0, WriteSymbols = false });
        return stream.ToArray();
    }

    private void SortReferences()
    {
        AssemblyNameReference[] sorted = [.. Target.AssemblyReferences.OrderBy(reference => reference.Name, StringComparer.Ordinal)];
        Target.AssemblyReferences.Clear();
        foreach (AssemblyNameReference reference in sorted)
            Target.AssemblyReferences.Add(reference);
    }

    private TypeDefinition Declare(TypeDefinition from)
    {
        CheckType(from);
        const TypeAttributes Kept =
            TypeAttributes.VisibilityMask | TypeAttributes.LayoutMask | TypeAttributes.ClassSemanticMask | TypeAttributes.Abstract
            | TypeAttributes.Sealed | TypeAttributes.SpecialName | TypeAttributes.BeforeFieldInit;
        var to = new TypeDefinition(from.Namespace, from.Name, from.Attributes & Kept);
        foreach (GenericParameter parameter in from.GenericParameters)
            to.GenericParameters.Add(new GenericParameter(parameter.Name, to) { Attributes = parameter.Attributes });
        if (from.HasLayoutInfo)
        {
            to.PackingSize = from.PackingSize;
            to.ClassSize = from.ClassSize;
        }
        _mapper.Add(from, to);
        _types.Add((from, to));
        foreach (TypeDefinition nested in from.NestedTypes)
            to.NestedTypes.Add(Declare(nested));
        return to;
    }

    private void CheckType(TypeDefinition type)
    {
        if (type.DeclaringType is null && ReservedNames.Contains(type.Namespace))
            throw new BuildException(
                BuildCode.ReservedNamespace, $"{_source.Assembly.Name.Name}: {type.FullName}", $"a type defined in '{type.Namespace}'",
                "no own types in System, Internal and Microsoft, which the compiler treats by name", "Rename the namespace.");
        if (type.IsImport || type.IsWindowsRuntime)
            throw Refusals.NotCarried(_source, type.FullName, "a type imported from COM or the Windows Runtime");
    }

    private void CheckModuleType(TypeDefinition type)
    {
        if (type.HasMethods || type.HasFields || type.HasNestedTypes)
            throw Refusals.NotCarried(_source, "<Module>", "global methods or fields, or a module initialiser");
    }

    /// <summary>Attribute classes that the C# compiler puts into an assembly whose references lack them. Their uses are not
    /// carried over; if anything else refers to one, that is refused where it does.</summary>
    private static bool IsCompilersOwnAttribute(TypeDefinition type) =>
        ReservedNames.Contains(type.Namespace)
        && type.BaseType?.FullName == "System.Attribute"
        && !type.IsPublic
        && type.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == "Microsoft.CodeAnalysis.EmbeddedAttribute");
}
