namespace Singular.Kernel.Platform;

/// <summary>A platform whose primitives the shell's <c>bench</c> can measure: the machine.</summary>
public interface IMeasuredPlatform : IPlatform
{
    /// <summary>Time from the reset of the machine to the start of the nucleus, firmware included.</summary>
    TimeSpan BeforeStart { get; }

    CrossingCounters Crossings();

    /// <summary>Makes the system call that does least: getpid, as on Linux, without the runtime's transition around it.</summary>
    void CallSystem();

    /// <summary>Makes two threads that hand the processor to each other.</summary>
    IHandOver CreateHandOver();
}
