using System.Globalization;
using Singular.Builder;

namespace Singular.CommandLine.Pipeline;

/// <summary>Says on standard error what a build does; steps whose result was kept from an earlier run are not worth a line.</summary>
internal sealed class BuildProgress : IProgress<BuildStep>
{
    /// <summary>True when steps whose result was kept are worth a line, too.</summary>
    public static bool TellsKeptSteps { get; set; }

    public void Report(BuildStep value)
    {
        string line = $"{value.Name} {value.Subject}".TrimEnd();
        switch (value.State)
        {
            case BuildStepState.Done:
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line}: {value.Elapsed.TotalSeconds:0.0} s"));
                break;
            case BuildStepState.Cached when TellsKeptSteps:
                Console.Error.WriteLine($"{line}: kept");
                break;
            case BuildStepState.Failed:
                Console.Error.WriteLine($"{line}: failed");
                break;
            case BuildStepState.Started when !Console.IsErrorRedirected:
                Console.Error.Write($"{line} …\r");
                break;
        }
    }
}
