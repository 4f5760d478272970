using Singular.Manifests;

namespace Singular.Kernel.Tests;

/// <summary>Drivers that move buffers to each other in a hosted image, each in the kernel and in a process.</summary>
public sealed class BufferImageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Placement.Kernel, Placement.Kernel, true)]
    [InlineData(Placement.Kernel, Placement.Process, true)]
    [InlineData(Placement.Process, Placement.Kernel, true)]
    [InlineData(Placement.Process, Placement.Process, true)]
    [InlineData(Placement.Process, Placement.Process, false)]
    public async Task Buffers_move_between_drivers_and_none_stays_behind(Placement clock, Placement device, bool areVerified)
    {
        string image = HostedImages.Build(
            _folder.Path,
            [
                Records.Of("LoopbackDevice", device) with { IsVerified = areVerified },
                Records.Of("CourierClock", clock, ("network", "LoopbackDevice#0")) with { IsVerified = areVerified },
            ]);
        (string transcript, int status) = await HostedImages.Run(
            image, ["date", "date", "mem", "kill LoopbackDevice", "restart LoopbackDevice", "date", "mem", "drivers --json", "exit 0"]);
        Assert.Equal(0, status);
        string[] lines = transcript.Split('\n');
        // Each answer means that 40 frames came back as they were sent.
        Assert.Equal(["2026-11-26 12:00:01 UTC", "2026-11-26 12:00:02 UTC", "2026-11-26 12:00:03 UTC"], lines.Select(line => line.Trim()).Where(line => line.EndsWith("UTC", StringComparison.Ordinal)));
        Assert.DoesNotContain("buffers of", transcript, StringComparison.Ordinal);
        Assert.Equal(2, transcript.Split("\"buffers\":0,\"bufferBytes\":0").Length - 1);
    }
}
