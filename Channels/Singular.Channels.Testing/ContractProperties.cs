using System.Reflection;

namespace Singular.Channels.Testing;

/// <summary>Property tests for any implementation of a contract: <c>ContractProperties.For&lt;IBlockDevice&gt;(() => …).Check()</c>.</summary>
public static class ContractProperties
{
    /// <summary>Tests a server that needs nothing around it.</summary>
    /// <param name="create">Makes the server's object for each of its lives.</param>
    public static ContractProperties<TContract> For<TContract>(Func<TContract> create)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(create);
        return new ContractProperties<TContract>(model => new FactoryFixture(create, model, []));
    }

    /// <summary>Tests a server in a world of its own: with resources, stimuli and perhaps a model.</summary>
    /// <param name="create">Makes the world anew for each run.</param>
    public static ContractProperties<TContract> In<TContract>(Func<ContractFixture> create)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(create);
        return new ContractProperties<TContract>(_ => create());
    }

    /// <summary>The laws that come with a contract: the classes for it in the assembly named like the contract's, with
    /// <c>.Laws</c> behind it, where that lies beside the program.</summary>
    public static IReadOnlyList<Type> CompanionLaws(Type contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        Assembly companion;
        try
        {
            companion = Assembly.Load(contract.Assembly.GetName().Name + ".Laws");
        }
        catch (FileNotFoundException)
        {
            return [];
        }
        return [.. companion.GetExportedTypes().Where(type => type.GetCustomAttribute<LawsOfAttribute>()?.Contract == contract)];
    }
}
