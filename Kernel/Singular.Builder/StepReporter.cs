using System.Diagnostics;

namespace Singular.Builder;

/// <summary>Reports the steps of a build to whoever watches.</summary>
internal sealed class StepReporter(IProgress<BuildStep>? progress)
{
    /// <summary>Runs a step and reports its start and how it ended.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="subject">What it is done to.</param>
    /// <param name="step">Does it.</param>
    /// <param name="isCached">Tells from the result whether nothing had to be done.</param>
    internal T Run<T>(string name, string subject, Func<T> step, Func<T, bool> isCached)
    {
        long start = Stopwatch.GetTimestamp();
        Report(BuildStepState.Started);
        try
        {
            T result = step();
            Report(isCached(result) ? BuildStepState.Cached : BuildStepState.Done);
            return result;
        }
        catch
        {
            Report(BuildStepState.Failed);
            throw;
        }

        void Report(BuildStepState state) =>
            progress?.Report(new BuildStep(name, subject, state, state == BuildStepState.Started ? TimeSpan.Zero : Stopwatch.GetElapsedTime(start)));
    }

    internal T Run<T>(string name, string subject, Func<T> step) => Run(name, subject, step, _ => false);
}
