using Mono.Cecil;

namespace Singular.Builder.Generate.Contracts;

/// <summary>A contract as the generator sees it.</summary>
/// <param name="Interface">The interface.</param>
/// <param name="Name">The contract's name, e.g. <c>singular.clock</c>.</param>
/// <param name="Major">Major version.</param>
/// <param name="Minor">Minor version.</param>
/// <param name="States">Names of its protocol's states; one nameless state where it has none.</param>
/// <param name="IsConcurrent">Calls may run at the same time.</param>
/// <param name="Members">In the order of the metadata.</param>
internal sealed record Contract(
    TypeDefinition Interface,
    string Name,
    int Major,
    int Minor,
    IReadOnlyList<string> States,
    bool IsConcurrent,
    IReadOnlyList<ContractMember> Members);
