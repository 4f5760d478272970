using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Singular.Channels.Testing;

/// <summary>Where classes for contracts are made: a class finds the contract that it implements in the load context that it is defined in.</summary>
internal static class EmittedModule
{
    private static readonly ConditionalWeakTable<AssemblyLoadContext, ModuleBuilder> s_modules = [];

    /// <summary>The module beside a contract. Lock it to define in it.</summary>
    internal static ModuleBuilder For(Type contract) => s_modules.GetValue(AssemblyLoadContext.GetLoadContext(contract.Assembly)!, static context =>
    {
        using (context.EnterContextualReflection())
            return AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Singular.Channels.Testing.Emitted"), AssemblyBuilderAccess.Run).DefineDynamicModule("emitted");
    });
}
