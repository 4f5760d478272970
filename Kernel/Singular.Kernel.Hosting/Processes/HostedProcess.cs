using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Singular.Kernel.Platform;

namespace Singular.Kernel.Hosting;

/// <summary>A driver process that is a process of Linux.</summary>
internal sealed class HostedProcess : IDriverProcess
{
    // A shell's and .NET's way to say that a signal ended a process: 128 and its number (signal(7)).
    private const int SignalBase = 128;

    private readonly Process _process;
    private readonly string _name;
    private readonly IReadOnlyList<DeviceLinkServer> _links;
    private volatile bool _isKilled;
    private volatile string _lastWords = "";

    private HostedProcess(Process process, string name, IReadOnlyList<DeviceLinkServer> links)
    {
        _process = process;
        _name = name;
        _links = links;
        Id = process.Id;
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    public int Id { get; }

    /// <param name="name">The driver's instance.</param>
    /// <param name="program">A folder with <c>Singular.Image.dll</c>, or an executable file.</param>
    /// <param name="slots">One argument for each grant.</param>
    /// <param name="links">What serves the process' hardware; closed when it ends.</param>
    /// <exception cref="PlatformException">It cannot be started.</exception>
    internal static HostedProcess Start(string name, string program, IEnumerable<string> slots, IReadOnlyList<DeviceLinkServer> links)
    {
        // Standard input is the life line: it ends when the kernel does, however that ends, and the process ends then too.
        var start = new ProcessStartInfo { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Directory.Exists(program))
        {
            start.FileName = Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";
            start.ArgumentList.Add("exec");
            start.ArgumentList.Add(Path.Combine(program, "Singular.Image.dll"));
        }
        else
        {
            start.FileName = program;
        }
        foreach (string slot in slots)
            start.ArgumentList.Add(slot);
        try
        {
            return new HostedProcess(Process.Start(start)!, name, links);
        }
        catch (Win32Exception e)
        {
            throw new PlatformException($"start process {name}", $"'{program}' cannot be run: {e.Message}");
        }
    }

    public ProcessEnd? Wait(TimeSpan limit)
    {
        if (!_process.WaitForExit(limit))
            return null;
        // Without a limit it also waits until the last words have come in.
        _process.WaitForExit();
        foreach (DeviceLinkServer link in _links)
            link.Close();
        int status = _process.ExitCode;
        if (_isKilled)
            return new ProcessEnd(ProcessState.Killed, 0, "");
        return status > SignalBase
            ? new ProcessEnd(ProcessState.Faulted, 0, $"signal {(status - SignalBase).ToString(CultureInfo.InvariantCulture)}; {_lastWords}")
            : new ProcessEnd(ProcessState.Exited, status, _lastWords);
    }

    public void Kill()
    {
        _isKilled = true;
        _process.Kill();
    }

    public ProcessFigures? Figures()
    {
        try
        {
            return _process.HasExited ? null : ProcessTable.Read(Id, _name, _process.TotalProcessorTime);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        foreach (DeviceLinkServer link in _links)
            link.Close();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (_lastWords.Length == 0 && !string.IsNullOrWhiteSpace(line))
            _lastWords = line.Trim();
    }
}
