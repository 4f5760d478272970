using System.Diagnostics;
using System.Globalization;

namespace Singular.Emulation.Tests;

/// <summary>The emulator of a check does not outlive the checker.</summary>
public sealed class BoundEmulatorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("singular-bound-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_outlives_the_thread_that_started_it_and_dies_with_the_process()
    {
        string program = Path.Combine(_folder, "emulator");
        await File.WriteAllTextAsync(program, "#!/bin/sh\nexec sleep 600\n");
        using (Process mode = Process.Start("chmod", ["+x", program]))
            await mode.WaitForExitAsync();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Singular.Emulation.Starter.dll"), program, program]) { RedirectStandardOutput = true };
        using Process starter = Process.Start(start)!;
        using Process emulator = Process.GetProcessById(int.Parse((await starter.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture));
        // The thread ended before the line was printed; a signal that came with its end would be there by now.
        Assert.False(emulator.WaitForExit(TimeSpan.FromSeconds(1)), "the emulator ended with the thread that started it");
        starter.Kill();
        Assert.True(emulator.WaitForExit(TimeSpan.FromSeconds(20)), "the emulator still runs");
        await starter.WaitForExitAsync();
    }
}
