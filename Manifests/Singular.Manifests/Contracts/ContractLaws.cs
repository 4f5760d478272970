using Mono.Cecil;

namespace Singular.Manifests;

/// <summary>The laws that a companion assembly has for a contract, read from its IL; nothing of it is loaded or run.</summary>
/// <param name="Class">Full name of the class that holds them.</param>
/// <param name="Interface">Full name of the contract's interface.</param>
/// <param name="Hash">Hash of the contract's text for which they were written; empty where they are bound to none.</param>
/// <param name="Names">The laws.</param>
public sealed record ContractLaws(string Class, string Interface, string Hash, IReadOnlyList<string> Names)
{
    private const string Attribute = "Singular.Channels.Testing.LawsOfAttribute";

    /// <summary>Name of the assembly that holds the laws of a contract assembly's contracts, where there is one.</summary>
    public static string CompanionOf(string contractAssembly) => contractAssembly + ".Laws";

    /// <summary>All laws of a companion assembly, by class.</summary>
    /// <exception cref="RefusedException">It cannot be read.</exception>
    public static IReadOnlyList<ContractLaws> In(byte[] companion, AssemblyFolders folders) => DeepStack.Run(() =>
    {
        using AssemblyDefinition assembly = AssemblyImage.Load(companion, "companion assembly", folders);
        try
        {
            return (IReadOnlyList<ContractLaws>)[.. assembly.MainModule.Types.Where(type => type.IsPublic).SelectMany(Of).OrderBy(laws => laws.Class, StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is not (RefusedException or OutOfMemoryException))
        {
            throw AssemblyImage.Unreadable(assembly.Name.Name, error);
        }
    });

    private static IEnumerable<ContractLaws> Of(TypeDefinition type)
    {
        if (AttributeReading.Find(type, Attribute) is not { } attribute || AttributeReading.Argument<TypeReference>(attribute, 0) is not { } contract)
            yield break;
        string[] names = [.. type.Methods.Where(method => method is { IsPublic: true, IsStatic: true, IsSpecialName: false }).Select(method => method.Name)];
        yield return new ContractLaws(TypeText.FullName(type), TypeText.FullName(contract), AttributeReading.Property(attribute, "Hash") as string ?? "", names);
    }
}
