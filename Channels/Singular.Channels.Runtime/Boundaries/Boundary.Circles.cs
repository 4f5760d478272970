using System.Runtime.CompilerServices;

namespace Singular.Channels.Runtime;

/// <content>Calls that would wait for what waits for them: see <see cref="WaitGraph"/>.</content>
public abstract partial class Boundary<TContract>
{
    private BoundServer<TContract>? CheckCircle(ref CallFrame frame, int member, BoundServer<TContract> bound, CallContext context) =>
        (bound.Domain.Entry.Attention & Domain.AttentionProcess) == 0
            ? CheckState(ref frame, member, bound, context)
            : EnterProcess(ref frame, member, bound, context);

    /// <summary>Goes into a domain, which this thread owns already, that stands for a process.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private BoundServer<TContract>? EnterProcess(ref CallFrame frame, int member, BoundServer<TContract> bound, CallContext context)
    {
        context.WaitsFor = bound.Domain;
        try
        {
            if (!WouldWaitForItself(context, bound.Domain))
                return CheckState(ref frame, member, bound, context);
        }
        finally
        {
            // The thread is inside now, which says the same.
            context.WaitsFor = null;
        }
        bound.Domain.Exit();
        if (!EndLater(ref frame, member, bound))
            RefuseCircle(ref frame, member);
        return null;
    }

    /// <summary>The same for a contract that is marked concurrent.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private BoundServer<TContract>? EnterProcessConcurrent(ref CallFrame frame, int member, BoundServer<TContract> bound, CallContext context)
    {
        context.WaitsFor = bound.Domain;
        try
        {
            if (!WouldWaitForItself(context, bound.Domain))
            {
                frame.Flags |= CallFrameFlags.IsConcurrent;
                return GoIn(ref frame, bound, context);
            }
        }
        finally
        {
            context.WaitsFor = null;
        }
        bound.Domain.EndConcurrent();
        if (!EndLater(ref frame, member, bound))
            RefuseCircle(ref frame, member);
        return null;
    }

    /// <summary>Says that the call ends the endpoint, takes nothing and gives nothing: where the domain cannot be entered because of the caller's own call,
    /// the endpoint has ended all the same and its server is told as soon as that call is over. Then there is no object to call.</summary>
    protected static void MayEndLater(ref CallFrame frame) => frame.Flags |= CallFrameFlags.EndsLater;

    /// <returns>False when the call is none that may wait.</returns>
    private bool EndLater(ref CallFrame frame, int member, BoundServer<TContract> bound)
    {
        if ((frame.Flags & CallFrameFlags.EndsLater) == 0)
            return false;
        if ((Members[member].States & StateBit) == 0)
            RefuseState(ref frame, member);
        Move(EndedState);
        new Thread(() => EndNow(bound)) { IsBackground = true, Name = $"end of an endpoint of {ServerName}" }.Start();
        return true;
    }

    /// <summary>On a thread that is inside nothing, so that it can wait for the domain.</summary>
    private void EndNow(BoundServer<TContract> bound) => bound.Domain.TryRun(() =>
    {
        try
        {
            EndTarget(bound.Target);
        }
        catch (ChannelException) when (bound.IsSystem)
        {
            // What is behind the channel has gone, or will not end: nobody is left to be told.
        }
    });

    private static bool WouldWaitForItself(CallContext context, Domain server)
    {
        long start = Environment.TickCount64;
        while (true)
        {
            switch (WaitGraph.Look(context, server, Environment.TickCount64 - start))
            {
                case CircleOutcome.None:
                    return false;
                case CircleOutcome.Circle:
                    return true;
                default:
                    Thread.Sleep(1);
                    break;
            }
        }
    }

    private void RefuseCircle(ref CallFrame frame, int member)
    {
        EndPending(ref frame);
        throw new ChannelProtocolException(Members[member].Name, $"{ServerName} {Circle}");
    }
}
