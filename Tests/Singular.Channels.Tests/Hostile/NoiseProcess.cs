using System.Diagnostics;
using Singular.Channels.Noise;

namespace Singular.Channels.Tests.Hostile;

/// <summary>The hostile process, seen from the test.</summary>
internal sealed class NoiseProcess : IDisposable
{
    private readonly Process _process;

    internal NoiseProcess(int seed)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(NoiseMaker).Assembly.Location);
        start.ArgumentList.Add(seed.ToString(null, null));
        _process = Process.Start(start)!;
    }

    /// <summary>Begins to make noise in a channel, which ends what it did before.</summary>
    internal void Attack(NoiseKind kind, string path) => Say($"{kind} {path}");

    internal void Rest() => Say("");

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Say(string line)
    {
        _process.StandardInput.WriteLine(line);
        Assert.Equal("now", _process.StandardOutput.ReadLine());
    }
}
