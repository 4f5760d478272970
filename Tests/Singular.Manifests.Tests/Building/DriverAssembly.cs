using System.Reflection;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Contracts;
using Singular.Drivers;

namespace Singular.Manifests.Tests;

/// <summary>Builds small driver assemblies in memory, the ones that a compiler would refuse to make included.</summary>
public sealed class DriverAssembly
{
    private readonly AssemblyDefinition _assembly;
    private readonly MethodDefinition _constructor;

    public DriverAssembly(string id, Type provides, string version = "1.0.0")
    {
        _assembly = AssemblyDefinition.CreateAssembly(new AssemblyNameDefinition(id, new Version(1, 0, 0, 0)), id + ".dll", ModuleKind.Dll);
        // The same input gives the same bytes; Cecil draws a new number otherwise.
        Module.Mvid = new Guid(System.Security.Cryptography.MD5.HashData(System.Text.Encoding.UTF8.GetBytes(id + version)));
        AddAssemblyText(typeof(AssemblyInformationalVersionAttribute), version);
        Driver = new TypeDefinition("Acme", "TheDriver", Mono.Cecil.TypeAttributes.Public | Mono.Cecil.TypeAttributes.Sealed | Mono.Cecil.TypeAttributes.Class, Module.TypeSystem.Object);
        Driver.Interfaces.Add(new InterfaceImplementation(Module.ImportReference(provides)));
        var attribute = new CustomAttribute(Module.ImportReference(typeof(DriverAttribute).GetConstructor([])));
        attribute.Properties.Add(new Mono.Cecil.CustomAttributeNamedArgument("Provides", new CustomAttributeArgument(Module.ImportReference(typeof(Type)), Module.ImportReference(provides))));
        Driver.CustomAttributes.Add(attribute);
        Module.Types.Add(Driver);
        _constructor = AddConstructor();
    }

    /// <summary>Says what the driver gets by with.</summary>
    public DriverAssembly Budget(long memoryBytes, int workMilliseconds)
    {
        CustomAttribute attribute = Driver.CustomAttributes.Single(attribute => attribute.AttributeType.Name == nameof(DriverAttribute));
        attribute.Properties.Add(new Mono.Cecil.CustomAttributeNamedArgument("MemoryBudget", new CustomAttributeArgument(Module.TypeSystem.Int64, memoryBytes)));
        attribute.Properties.Add(new Mono.Cecil.CustomAttributeNamedArgument("WorkBudget", new CustomAttributeArgument(Module.TypeSystem.Int32, workMilliseconds)));
        return this;
    }

    public ModuleDefinition Module => _assembly.MainModule;

    public TypeDefinition Driver { get; }

    /// <summary>Folders that hold the contract and SDK assemblies: the test's own output.</summary>
    public static AssemblyFolders Folders() => new(Path.GetDirectoryName(typeof(IClock).Assembly.Location)!);

    public static byte[] Clock(string id = "Acme.Clock", string version = "1.0.0", int port = 0x300) =>
        new DriverAssembly(id, typeof(IClock), version).Ports("cmos", port, 2).ToBytes();

    public MethodDefinition AddConstructor()
    {
        var constructor = new MethodDefinition(".ctor",
            Mono.Cecil.MethodAttributes.Public | Mono.Cecil.MethodAttributes.HideBySig | Mono.Cecil.MethodAttributes.SpecialName | Mono.Cecil.MethodAttributes.RTSpecialName,
            Module.TypeSystem.Void);
        constructor.Body.GetILProcessor().Emit(OpCodes.Ret);
        Driver.Methods.Add(constructor);
        return constructor;
    }

    public DriverAssembly Ports(string name, int first, int count) =>
        Parameter(name, typeof(IoPorts), typeof(PortsAttribute), (Module.TypeSystem.Int32, first), (Module.TypeSystem.Int32, count));

    public DriverAssembly Interrupt(string name, int line) =>
        Parameter(name, typeof(Interrupt), typeof(InterruptLineAttribute), (Module.TypeSystem.Int32, line));

    public DriverAssembly Memory(string name, string block, long bytes) =>
        Parameter(name, typeof(MemoryBlock), typeof(MemoryAttribute), (Module.TypeSystem.String, block), (Module.TypeSystem.Int64, bytes));

    public DriverAssembly Import(string name, Type contract) => Parameter(name, contract, null);

    public DriverAssembly Parameter(string name, Type type, Type? attribute, params (TypeReference Type, object Value)[] arguments) =>
        Parameter(name, Module.ImportReference(type), attribute, arguments);

    public DriverAssembly Parameter(string name, TypeReference type, Type? attribute, params (TypeReference Type, object Value)[] arguments)
    {
        var parameter = new ParameterDefinition(name, Mono.Cecil.ParameterAttributes.None, type);
        if (attribute is not null)
        {
            var custom = new CustomAttribute(Module.ImportReference(attribute.GetConstructors()[0]));
            foreach ((TypeReference argumentType, object value) in arguments)
                custom.ConstructorArguments.Add(new CustomAttributeArgument(argumentType, value));
            parameter.CustomAttributes.Add(custom);
        }
        _constructor.Parameters.Add(parameter);
        return this;
    }

    public DriverAssembly Description(string text)
    {
        AddAssemblyText(typeof(AssemblyDescriptionAttribute), text);
        return this;
    }

    public byte[] ToBytes()
    {
        var stream = new MemoryStream();
        _assembly.Write(stream, new WriterParameters { Timestamp = 0 });
        return stream.ToArray();
    }

    private void AddAssemblyText(Type attribute, string text)
    {
        var custom = new CustomAttribute(Module.ImportReference(attribute.GetConstructor([typeof(string)])));
        custom.ConstructorArguments.Add(new CustomAttributeArgument(Module.TypeSystem.String, text));
        _assembly.CustomAttributes.Add(custom);
    }
}
