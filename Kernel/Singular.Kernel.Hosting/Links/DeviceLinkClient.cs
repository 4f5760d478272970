using Singular.Channels.Runtime;
using Singular.Kernel.DriverHost;

namespace Singular.Kernel.Hosting;

/// <summary>A driver process' side of a link: its ports, or its interrupt line.</summary>
internal sealed class DeviceLinkClient(DeviceLink link, IWaker waker) : IPortBus, IInterruptLine
{
    // A process whose kernel is gone ends by itself (HostedDriverPlatform); this only bounds one sleep.
    private const long SliceNanoseconds = 1_000_000_000;

    private readonly Lock _lock = new();
    private uint _bell;
    private volatile bool _isCancelled;

    public uint Read(int port, int width) => Ask(new DeviceRequest(DeviceOperation.ReadPort, port, width, 0));

    public void Write(int port, int width, uint value) => Ask(new DeviceRequest(DeviceOperation.WritePort, port, width, value));

    public InterruptSignal Wait() =>
        _isCancelled ? InterruptSignal.Cancelled : (InterruptSignal)Ask(new DeviceRequest(DeviceOperation.WaitForInterrupt, 0, 0, 0));

    public void Cancel() => _isCancelled = true;

    public void Dispose() => link.Dispose();

    private uint Ask(DeviceRequest request)
    {
        lock (_lock)
        {
            uint before = _bell++;
            link.WriteRequest(request, _bell);
            waker.WakeAndWait(link.RequestWord, link.AnswerWord, before, SliceNanoseconds);
            while (link.ReadAnswerBell() == before)
                waker.Wait(link.AnswerWord, before, SliceNanoseconds);
            return link.ReadAnswer();
        }
    }
}
