namespace Singular.Nucleus.Probe.Scenarios;

/// <summary>Starts this very program in ring 3 and looks at how it ended.</summary>
internal static class Children
{
    private static readonly long Image = Check.Positive(Calls.OpenBootEntry("driver/probe"), "image of the probe");

    public static long Start(string role, params ReadOnlySpan<uint> handles) =>
        Check.Positive(Calls.CreateProcess(Image, role.Split(' ')[0], role, handles), $"start of {role}");

    public static long StartLimited(string role, ulong pageLimit, ulong priority) =>
        Calls.CreateProcess(Image, role.Split(' ')[0], role, [], pageLimit, priority);

    /// <summary>Runs a role to its end and returns its status.</summary>
    public static long Run(string role, params ReadOnlySpan<uint> handles)
    {
        long process = Start(role, handles);
        long status = Calls.WaitProcess(process, 60_000_000_000);
        string output = Calls.ProcessOutput(process);
        if (output.Length > 0)
            Console.WriteLine($"[{role}] {output.TrimEnd()}");
        Calls.Close(process);
        return status;
    }
}
