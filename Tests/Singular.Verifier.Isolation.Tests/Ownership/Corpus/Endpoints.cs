using System;
using System.Collections.Generic;
using Singular.Channels;

namespace Corpus;

public sealed class Endpoints(IFiles files, IHost host)
{
    private IStream? _kept;
    private IValve? _valve;
    private readonly List<IStream> _all = [];

    public int Good_TryFinally()
    {
        IStream stream = files.Open("/a");
        try
        {
            return stream.Read([1, 2, 3]);
        }
        finally
        {
            stream.Close();
        }
    }

    public int Good_ResultTested()
    {
        Result<IStream, Fault> opened = files.TryOpen("/a");
        if (!opened.IsOk)
            return (int)opened.Error;
        IStream stream = opened.Value;
        try
        {
            return stream.Read([1]);
        }
        finally
        {
            stream.Close();
        }
    }

    public void Good_ClosedAtOnce() => files.Open("/a").Close();

    public IStream Good_HandedOn() => files.Open("/a");

    public Result<IStream, Fault> Good_ResultHandedOn() => files.TryOpen("/a");

    public void Good_KeptInField() => _kept = files.Open("/a");

    public void Good_KeptInList() => _all.Add(files.Open("/a"));

    public int Good_UsedFromField() => _kept is { } stream ? stream.Read([1]) : 0;

    public int Good_LentToOwnMethod()
    {
        IStream stream = files.Open("/a");
        try
        {
            return Twice(stream);
        }
        finally
        {
            stream.Close();
        }
    }

    private static int Twice(IStream stream) => stream.Read([1]) + stream.Read([2]);

    public void Good_EndedByOwnMethod()
    {
        IStream stream = files.Open("/a");
        End(stream);
    }

    private static void End(IStream stream)
    {
        try
        {
            stream.Read([1]);
        }
        finally
        {
            stream.Close();
        }
    }

    public int Good_CatchAndThrow()
    {
        IStream stream = files.Open("/a");
        int read;
        try
        {
            read = stream.Read([1]);
        }
        catch
        {
            stream.Close();
            throw;
        }

        stream.Close();
        return read;
    }

    public void Good_NullUntilOpened(bool open)
    {
        IStream? stream = null;
        try
        {
            if (open)
                stream = files.Open("/a");
        }
        finally
        {
            stream?.Close();
        }
    }

    public int Good_KeptValve() => _valve?.Id() ?? 0;

    public int Good_Loop(string[] paths)
    {
        int sum = 0;
        foreach (string path in paths)
        {
            IStream stream = files.Open(path);
            try
            {
                sum += stream.Read([1]);
            }
            finally
            {
                stream.Close();
            }
        }

        return sum;
    }

    public int Good_Session()
    {
        ISession session = host.Session();
        try
        {
            session.Start();
            return session.Ask() + session.Ask();
        }
        finally
        {
            session.Close();
        }
    }

    public int Good_SessionThroughOwnMethods()
    {
        ISession session = host.Session();
        try
        {
            Start(session);
            return session.Ask();
        }
        finally
        {
            session.Close();
        }
    }

    private static void Start(ISession session) => session.Start();

    public int Good_FailureLeavesTheState()
    {
        IValve valve = files.Valve();
        int flow = 0;
        try
        {
            if (valve.Open().IsOk)
            {
                flow = valve.Flow();
                valve.Shut();
            }
        }
        catch
        {
            valve.Close();
            throw;
        }

        valve.Close();
        return flow;
    }

    public int Good_OpenedByOwnMethod()
    {
        IStream stream = Make();
        try
        {
            return stream.Read([1]);
        }
        finally
        {
            stream.Close();
        }
    }

    private IStream Make() => files.Open("/made");

    public int Bad_EndpointDropped_NeverClosed() => files.Open("/a").Read([1]);

    public int Bad_EndpointDropped_ExceptionPath()
    {
        IStream stream = files.Open("/a");
        int read = stream.Read([1]);
        stream.Close();
        return read;
    }

    public bool Bad_EndpointDropped_ResultOnlyTested() => files.TryOpen("/a").IsOk;

    public void Bad_EndpointDropped_OneBranch(bool close)
    {
        IStream stream = files.Open("/a");
        if (close)
            stream.Close();
    }

    public void Bad_EndpointDropped_Overwritten()
    {
        IStream stream = files.Open("/a");
        stream = files.Open("/b");
        stream.Close();
    }

    public void Bad_EndpointDropped_LentOnly()
    {
        IStream stream = files.Open("/a");
        Look(stream);
    }

    private static void Look(IStream stream) => GC.KeepAlive(stream is null);

    public void Bad_EndpointDropped_OfOwnMethod() => Made();

    private IStream Made() => files.Open("/made");

    public int Bad_EndpointEnded_UsedAfterClose()
    {
        IStream stream = files.Open("/a");
        stream.Close();
        return stream.Read([1]);
    }

    public void Bad_EndpointEnded_ClosedTwice()
    {
        IStream stream = files.Open("/a");
        stream.Close();
        stream.Close();
    }

    public int Bad_EndpointEnded_ClosedByOwnMethod()
    {
        IStream stream = files.Open("/a");
        Shut(stream);
        return stream.Read([1]);
    }

    private static void Shut(IStream stream) => stream.Close();

    public IStream Bad_EndpointEnded_ReturnedClosed()
    {
        IStream stream = files.Open("/a");
        stream.Close();
        return stream;
    }

    public int Bad_EndpointState_TooEarly()
    {
        ISession session = host.Session();
        try
        {
            return session.Ask();
        }
        finally
        {
            session.Close();
        }
    }

    public void Bad_EndpointState_Twice()
    {
        ISession session = host.Session();
        try
        {
            session.Start();
            session.Start();
        }
        finally
        {
            session.Close();
        }
    }

    public int Bad_EndpointState_OneBranch(bool start)
    {
        ISession session = host.Session();
        try
        {
            if (start)
                session.Start();
            return session.Ask();
        }
        finally
        {
            session.Close();
        }
    }

    public int Bad_EndpointState_FailureIgnored()
    {
        IValve valve = files.Valve();
        int flow = 0;
        try
        {
            valve.Open();
            flow = valve.Flow();
        }
        catch
        {
            valve.Close();
            throw;
        }

        _valve = valve;
        return flow;
    }

    public void Bad_EndpointState_ClosedWhileOpen()
    {
        IValve valve = files.Valve();
        try
        {
            valve.ForceOpen();
        }
        finally
        {
            valve.Close();
        }
    }

    public int Bad_EndpointState_AfterThrow()
    {
        ISession session = host.Session();
        try
        {
            try
            {
                session.Start();
            }
            catch (ChannelException)
            {
            }

            return session.Ask();
        }
        finally
        {
            session.Close();
        }
    }
}
