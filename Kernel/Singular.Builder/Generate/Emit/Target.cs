using Mono.Cecil;
using Singular.Builder.Generate.Contracts;

namespace Singular.Builder.Generate.Emit;

/// <summary>The assembly that is being made, and references from it to <c>Singular.Channels</c>, its runtime and the platform
/// library. Platform types are named, never resolved.</summary>
internal sealed class Target
{
    internal const string RuntimeAssembly = "Singular.Channels.Runtime";
    internal const string ChannelsAssembly = "Singular.Channels";
    internal const string Namespace = "Singular.Generated";

    private readonly AssemblyMap _assemblies;
    private readonly AssemblyNameReference _platform;
    private readonly Dictionary<string, TypeReference> _platformTypes = new(StringComparer.Ordinal);

    internal Target(string name, ModuleKind kind, AssemblyMap assemblies)
    {
        _assemblies = assemblies;
        AssemblyNameReference platform = assemblies.Get(RuntimeAssembly).MainModule.AssemblyReferences.Single(reference => reference.Name == "System.Runtime");
        Assembly = AssemblyDefinition.CreateAssembly(
            new AssemblyNameDefinition(name, new Version(1, 0, 0, 0)), name,
            new ModuleParameters { Kind = kind, Timestamp = 0, AssemblyResolver = new RefusingResolver() });
        _platform = new AssemblyNameReference(platform.Name, platform.Version) { PublicKeyToken = platform.PublicKeyToken };
        // Cecil names an assembly of its own choice as the home of the primitive types; there shall be only the one above.
        Module.AssemblyReferences.Clear();
        Module.AssemblyReferences.Add(_platform);
    }

    internal AssemblyDefinition Assembly { get; }

    internal ModuleDefinition Module => Assembly.MainModule;

    internal TypeReference Void => Module.TypeSystem.Void;

    internal TypeReference Object => Module.TypeSystem.Object;

    internal TypeReference Bool => Module.TypeSystem.Boolean;

    internal TypeReference Int32 => Module.TypeSystem.Int32;

    internal TypeReference Int64 => Module.TypeSystem.Int64;

    internal TypeReference UInt32 => Module.TypeSystem.UInt32;

    internal TypeReference String => Module.TypeSystem.String;

    /// <summary>A type of the platform library.</summary>
    internal TypeReference Platform(string @namespace, string name, bool isValueType)
    {
        string fullName = $"{@namespace}.{name}";
        if (!_platformTypes.TryGetValue(fullName, out TypeReference? type))
            _platformTypes[fullName] = type = new TypeReference(@namespace, name, Module, _platform, isValueType);
        return type;
    }

    internal GenericInstanceType PlatformGeneric(string @namespace, string name, bool isValueType, params TypeReference[] arguments)
    {
        TypeReference open = Platform(@namespace, $"{name}`{arguments.Length}", isValueType);
        while (open.GenericParameters.Count < arguments.Length)
            open.GenericParameters.Add(new GenericParameter(open));
        return Instance(open, arguments);
    }

    internal TypeDefinition RuntimeDefinition(string name) => _assemblies.GetType(RuntimeAssembly, $"{RuntimeAssembly}.{name}");

    internal TypeReference Runtime(string name) => Module.ImportReference(RuntimeDefinition(name));

    internal GenericInstanceType RuntimeGeneric(string name, params TypeReference[] arguments) => Instance(Runtime(name), arguments);

    /// <summary>The one method of a runtime type with the name.</summary>
    internal MethodReference RuntimeMethod(string type, string name) =>
        Module.ImportReference(OnlyMethod(RuntimeDefinition(type), name));

    /// <summary>The same, on an instance of a generic type.</summary>
    internal MethodReference MethodOf(GenericInstanceType type, string runtimeType, string name) =>
        On(type, OnlyMethod(RuntimeDefinition(runtimeType), name));

    /// <summary>A method of an instance of a generic type, from the method of the open type.</summary>
    internal MethodReference On(GenericInstanceType type, MethodDefinition definition)
    {
        MethodReference open = Module.ImportReference(definition);
        var method = new MethodReference(open.Name, open.ReturnType, type) { HasThis = open.HasThis };
        foreach (GenericParameter parameter in open.GenericParameters)
            method.GenericParameters.Add(new GenericParameter(parameter.Name, method));
        // The open method's signature names its own generic parameters; Cecil writes them by position, which is the same.
        foreach (ParameterDefinition parameter in open.Parameters)
            method.Parameters.Add(new ParameterDefinition(parameter.ParameterType));
        return method;
    }

    internal static GenericInstanceMethod Instance(MethodReference method, params TypeReference[] arguments)
    {
        var instance = new GenericInstanceMethod(method);
        foreach (TypeReference argument in arguments)
            instance.GenericArguments.Add(argument);
        return instance;
    }

    internal static GenericInstanceType Instance(TypeReference open, params TypeReference[] arguments)
    {
        var instance = new GenericInstanceType(open);
        foreach (TypeReference argument in arguments)
            instance.GenericArguments.Add(argument);
        return instance;
    }

    /// <summary>The constructor of a platform delegate or other class with the given parameters.</summary>
    internal MethodReference Constructor(TypeReference type, params TypeReference[] parameters)
    {
        var constructor = new MethodReference(".ctor", Void, type) { HasThis = true };
        foreach (TypeReference parameter in parameters)
            constructor.Parameters.Add(new ParameterDefinition(parameter));
        return constructor;
    }

    internal MethodReference DelegateConstructor(TypeReference type) => Constructor(type, Object, Module.TypeSystem.IntPtr);

    internal TypeReference Import(TypeReference type) => Module.ImportReference(type);

    internal MethodReference Import(MethodReference method) => Module.ImportReference(method);

    internal static MethodDefinition OnlyMethod(TypeDefinition type, string name)
    {
        MethodDefinition[] found = [.. type.Methods.Where(method => method.Name == name)];
        return found.Length == 1
            ? found[0]
            : throw new GenerationException(type.FullName, name, null, $"{found.Length} methods of this name", "one; the runtime and the generator belong to different versions");
    }

    /// <summary>Writes the assembly. The same input gives the same bytes: no time stamp, and an id made from the contents.</summary>
    internal AssemblyFile Write()
    {
        foreach (MethodDefinition method in Module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody && method.Body.HasVariables))
            method.Body.InitLocals = true;
        using var stream = new MemoryStream();
        Assembly.Write(stream, new WriterParameters { DeterministicMvid = true, Timestamp = 0 });
        return new AssemblyFile(Assembly.Name.Name, stream.ToArray());
    }

    private sealed class RefusingResolver : IAssemblyResolver
    {
        public AssemblyDefinition? Resolve(AssemblyNameReference name) => null;

        public AssemblyDefinition? Resolve(AssemblyNameReference name, ReaderParameters parameters) => null;

        public void Dispose()
        {
        }
    }
}
