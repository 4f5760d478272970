using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Singular.Channels.Testing;
using Singular.Kernel.Checking;
using Singular.Manifests;

namespace Singular.Worker;

/// <summary><c>check</c>: runs the property-test kit on the driver of a hosted image that <c>singular check</c> has made.</summary>
internal static class CheckVerb
{
    private static readonly Argument<string> Image = new("IMAGE") { Description = "Folder of a hosted image with one driver." };
    private static readonly Option<int> Runs = new("--runs") { DefaultValueFactory = _ => 1_000 };
    private static readonly Option<int> Seed = new("--seed") { DefaultValueFactory = _ => 1 };
    private static readonly Option<string> Where = new("--placement") { DefaultValueFactory = _ => "both" };
    private static readonly Option<string?> Report = new("--report") { Description = "File for the result as JSON." };
    private static readonly Option<bool> Quiet = new("--quiet") { Description = "Do not print the result." };
    private static readonly Option<bool> First = new("--first") { Description = "Report what is found as it is, without looking for a smaller example." };
    private static readonly Option<string?> Assembly = new("--assembly") { Description = "Assembly to load in place of the image's." };

    public static Command Create()
    {
        var command = new Command("check", "Check a driver against its contract; status 1 when it breaks it.") { Image, Runs, Seed, Where, Report, Quiet, First, Assembly };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        using var interrupt = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            interrupt.Cancel();
        };
        DriverUnderCheck driver = DriverUnderCheck.Load(parsed.GetRequiredValue(Image), parsed.GetValue(Assembly));
        ContractCheck check = DriverCheck.Create(driver, Placements(parsed.GetRequiredValue(Where)));
        check.Runs = parsed.GetValue(Runs);
        check.Seed = parsed.GetValue(Seed);
        check.Shrinks = !parsed.GetValue(First);
        check.Progress = name => Console.Error.WriteLine($"{name} …");
        ContractReport report = check.Run(interrupt.Token);
        if (parsed.GetValue(Report) is { } file)
            File.WriteAllBytes(file, Write(driver, report));
        if (!parsed.GetValue(Quiet))
            Console.Write(report);
        return report.IsKept ? ExitStatus.Done : ExitStatus.CheckFailed;
    }

    private static Placement[] Placements(string name) => name switch
    {
        "kernel" => [Placement.Kernel],
        "process" => [Placement.Process],
        _ => [Placement.Kernel, Placement.Process],
    };

    private static byte[] Write(DriverUnderCheck driver, ContractReport report)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("driver", $"{driver.Manifest.Id} {driver.Manifest.Version}");
            json.WriteString("contract", report.Contract);
            json.WriteNumber("seed", report.Seed);
            json.WriteBoolean("kept", report.IsKept);
            json.WriteStartArray("properties");
            foreach (PropertyResult property in report.Properties)
            {
                json.WriteStartObject();
                json.WriteString("name", property.Name);
                json.WriteNumber("runs", property.Runs);
                json.WriteNumber("calls", property.Calls);
                json.WriteString("seconds", property.Time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture));
                if (property.Violation is not null)
                    json.WriteString("violation", property.Violation);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }
}
