namespace Singular.Nucleus.Probe.Scenarios;

/// <summary>The ring-0 program dies of an exception that nobody catches; the nucleus has to say so and stop.</summary>
internal static class CrashScenario
{
    public static void Run() => throw new NotSupportedException("a crash on purpose");
}
