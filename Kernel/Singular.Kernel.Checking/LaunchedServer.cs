using Singular.Channels.Runtime;
using Singular.Channels.Testing;
using Singular.Kernel.Supervision;

namespace Singular.Kernel.Checking;

/// <summary>A driver that the kernel's own launchers start, in the kernel's process or in one of its own.</summary>
/// <param name="driver">The driver.</param>
/// <param name="launcher">Starts it.</param>
/// <param name="tap">Listens before its object; null where that is in another process.</param>
internal sealed class LaunchedServer(DriverUnderCheck driver, IDriverLauncher launcher, CallTap? tap) : PlacedServer(driver.Contract)
{
    /// <summary>As long as the kit waits for a call (<see cref="ContractCheck.Patience"/>): a process that was ended needs processor time of a host that may be
    /// busy, and what takes longer than <see cref="Supervisor.EndLimit"/> on one is no fault of the driver.</summary>
    private static readonly TimeSpan s_endLimit = TimeSpan.FromSeconds(15);

    private IDriverLife? _life;
    private Domain _domain = new(driver.Record.Instance, DomainOptions.None);

    public override Domain ServerDomain => _domain;

    public override CallTap? Tap => tap;

    protected override ServerSlot Slot { get; } = new(driver.Record.Instance);

    protected override void StartLife()
    {
        _domain.Stop();
        Forget(_domain);
        try
        {
            _life = launcher.Launch(driver.Record);
        }
        catch (DriverStartException failed)
        {
            failed.Remains?.End(Supervisor.EndLimit);
            throw new ContractViolationException($"The driver did not start: {failed.Code}: {failed.Reason}.");
        }
        _domain = _life.Domain;
        Slot.Install(_domain, tap is null ? _life.Target : Tapped(_life.Target, tap));
    }

    protected override void EndLife()
    {
        if (_life is null)
        {
            Forget(_domain);
            return;
        }
        bool hasEnded = _life.End(s_endLimit);
        Slot.Clear();
        if (!hasEnded)
            throw new ContractViolationException($"A thread is still inside the driver, or its process there, {s_endLimit.TotalSeconds:0} s after its end.");
        _life = null;
    }
}
