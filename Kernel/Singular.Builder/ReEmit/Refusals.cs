using Mono.Cecil;

namespace Singular.Builder.ReEmit;

/// <summary>The refusals that re-emit makes in more than one place.</summary>
internal static class Refusals
{
    internal static BuildException NotCarried(ModuleDefinition module, string place, string found) =>
        new(BuildCode.NotCarried, $"{module.Assembly?.Name.Name ?? module.Name}: {place}", found, "only what re-emit carries over",
            "Change the source so that it does without; docs/build.md lists what is carried over.");
}
