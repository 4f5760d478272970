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

    /// <summary>Runs a program of the boot image to its end, in a process that may reach nothing.</summary>
    /// <param name="program">Name of the boot file.</param>
    /// <param name="argument">Its only argument.</param>
    /// <returns>How it ended, with the first line that it wrote; null when the image has no such file.</returns>
    /// <exception cref="PlatformException">The program cannot be started.</exception>
    ProcessEnd? RunProgram(string program, string argument);
}
