using System.CommandLine;
using Singular.Builder;
using Singular.CommandLine.Session;
using Singular.Manifests;

namespace Singular.CommandLine.Pipeline;

/// <summary>Compiles the programs of drivers that were just installed, so that the next image or boot finds them made.</summary>
internal static class ProgramsAhead
{
    /// <summary><c>--no-compile</c>, for many drivers at once and for machines that do not boot what they install.</summary>
    public static Option<bool> NoCompileOption() => new("--no-compile") { Description = "Do not compile the programs of process-placed drivers now; the next image or boot does." };

    /// <summary>Compiles the program of each of a plan's new drivers that the root's policy places in a process. The kernel, with those
    /// that it places there, is left to the next image: only that knows what else is in it.</summary>
    /// <exception cref="CommandFailure">A program could not be made. The drivers stay installed.</exception>
    public static void Make(RootSession session, InstallPlan plan, CancellationToken cancellation)
    {
        HashSet<string> fresh = [.. plan.Drivers.Select(driver => driver.Package.Id)];
        List<ImageDriver> drivers = [.. InstalledDrivers.Of(session.Root, session.Plan(), record => record.HasProgram && fresh.Contains(record.Manifest.Id))
            .DistinctBy(driver => driver.Record.Manifest.Id)];
        if (drivers.Count == 0)
            return;
        string current = drivers[0].Record.Manifest.Id;
        try
        {
            ImageBuilder builder = session.Workspace.ImageBuilder(new BuildProgress());
            foreach (ImageDriver driver in drivers)
            {
                current = driver.Record.Manifest.Id;
                builder.CompileDriver(driver, [], cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            throw new CommandFailure(ExitCode.Interrupted, "interrupted. The installation is complete; the next image or boot makes the programs that are missing.");
        }
        catch (BuildException error)
        {
            throw new CommandFailure(
                error.Code is BuildCode.ToolMissing or BuildCode.InputMissing ? ExitCode.CouldNotRun : ExitCode.Refused,
                SafeText.EscapeLines($"{current} is installed, but its program cannot be made, so an image would leave it out: {error.Message}\n'singular rollback' takes the installation back."));
        }
    }
}
