using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Pipeline;

/// <summary>Wires the parts of the install pipeline together.</summary>
internal static class Pipelines
{
    public static Installer Installer(RootSession session) => new(
        session.Root,
        new DriverVerification(session.Workspace),
        new DriverReEmission(session.Workspace),
        [session.Workspace.SystemFolder],
        TimeProvider.System);
}
