using Singular.Channels.Runtime;

namespace Singular.Kernel.Hosting;

/// <summary>The kernel's side of a link: carries out what a driver process asks of the simulated hardware. What the process
/// writes may be anything; the handler checks it against the grant.</summary>
internal sealed class DeviceLinkServer
{
    private const long SliceNanoseconds = 200_000_000;

    private readonly DeviceLink _link;
    private readonly IWaker _waker;
    private readonly Func<DeviceRequest, uint> _handler;
    private volatile bool _isClosed;

    internal DeviceLinkServer(LinuxChannelMemory memory, IWaker waker, Func<DeviceRequest, uint> handler, string name)
    {
        Path = memory.Path;
        _link = new DeviceLink(memory);
        _waker = waker;
        _handler = handler;
        new Thread(Serve) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>Where the process opens its side.</summary>
    internal string Path { get; }

    /// <summary>Ends the thread after what it carries out at the moment, and then frees the region.</summary>
    internal void Close()
    {
        _isClosed = true;
        _waker.Wake(_link.RequestWord);
    }

    private void Serve()
    {
        uint served = 0;
        while (!_isClosed)
        {
            uint bell = _link.ReadRequestBell();
            if (bell == served)
            {
                _waker.Wait(_link.RequestWord, served, SliceNanoseconds);
                continue;
            }
            served = bell;
            uint answer = _handler(_link.ReadRequest());
            _link.WriteAnswer(answer, bell);
            _waker.Wake(_link.AnswerWord);
        }
        _link.Dispose();
    }
}
