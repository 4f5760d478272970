namespace Singular.Worker;

/// <summary>Ctrl-C, and the request to end by SIGTERM: asks what runs to come to its end, so that nothing is left behind.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly System.Runtime.InteropServices.PosixSignalRegistration _termination;

    public Interrupt()
    {
        Console.CancelKeyPress += Press;
        _termination = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            _source.Cancel();
        });
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        Console.CancelKeyPress -= Press;
        _termination.Dispose();
        _source.Dispose();
    }

    private void Press(object? sender, ConsoleCancelEventArgs press)
    {
        press.Cancel = true;
        _source.Cancel();
    }
}
