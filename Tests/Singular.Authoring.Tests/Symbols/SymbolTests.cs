using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Singular.Builder;
using Singular.Builder.Images;
using Singular.Builder.ReEmit;
using Singular.Builder.Symbols;
using Singular.Channels.Runtime;

namespace Singular.Authoring.Tests.Symbols;

/// <summary>From a fault in code that was written anew back to the line that the author wrote.</summary>
public sealed class SymbolTests
{
    public static TheoryData<string, OptimizationLevel> Cases()
    {
        var cases = new TheoryData<string, OptimizationLevel>();
        foreach (string name in (string[])["Plain", "Overload", "Nested", "Lambda", "Iterator", "Async", "Property", "Callee"])
        {
            cases.Add(name, OptimizationLevel.Release);
            cases.Add(name, OptimizationLevel.Debug);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_place_of_a_fault_in_re_emitted_code_leads_to_the_authors_line(string name, OptimizationLevel optimization)
    {
        using var probe = new Probe(optimization);
        ReEmittedAssembly written = probe.ReEmit();
        string file = Path.Combine(probe.Folder, written.Name + ".dll");
        File.WriteAllBytes(file, written.Bytes.ToArray());
        string place = FaultPlace.Of(Probe.Throw(file, name))!;

        using var lines = new SourceLines();
        lines.Add(probe.AssemblyFile);
        var faults = new FaultLines(lines);
        string log = $"[    0.270] Acme.Probe#0: error: died: UnhandledException System.Exception at {place}: in IClock.Now";
        Assert.Equal($"[    0.270] Acme.Probe#0: error: died: UnhandledException System.Exception at {place} [{Probe.SourceFile}:{Probe.Line(name)}]: in IClock.Now", faults.Annotate(log));
        Assert.Equal((1, 1), (faults.Seen, faults.Found));
    }

    /// <summary>What a debugger sees: the runtime itself reads the debug information that was carried over.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Debug_information_fits_the_assemblies_of_a_hosted_image(string name, OptimizationLevel optimization)
    {
        using var probe = new Probe(optimization);
        ReEmittedAssembly written = probe.ReEmit();
        HostedImage image = HostedImage.Write(Path.Combine(probe.Folder, "image"), ReadOnlyMemory<byte>.Empty,
            [new ManagedProgram("kernel", new AssemblyFile(written.Name, written.Bytes), [new AssemblyFile(written.Name, written.Bytes)], [])]);
        Assert.Equal(1, DebugSymbols.CarryOver(image, probe.Folder));

        Exception thrown = Probe.Throw(Path.Combine(image.Kernel, written.Name + ".dll"), name);
        StackFrame frame = new StackTrace(thrown, fNeedFileInfo: true).GetFrames().First(frame => frame.GetMethod()?.Module.Assembly.GetName().Name == written.Name);
        Assert.Equal((Probe.SourceFile, Probe.Line(name)), (frame.GetFileName(), frame.GetFileLineNumber()));
    }

    [Fact]
    public void A_log_without_places_stays_as_it_is()
    {
        using var lines = new SourceLines();
        var faults = new FaultLines(lines);
        foreach (string line in (string[])["", "[    0.1] Acme#0: runs in kernel placement, ring 3", "at IL_0001", "a::b(c) IL_xyz"])
            Assert.Equal(line, faults.Annotate(line));
        Assert.Equal(0, faults.Seen);
        Assert.Equal("at Acme.X::M() IL_0001", faults.Annotate("at Acme.X::M() IL_0001"));
        Assert.Equal((1, 0), (faults.Seen, faults.Found));
    }

    [Fact]
    public void Debug_information_of_another_build_is_refused()
    {
        using var release = new Probe(OptimizationLevel.Release);
        using var debug = new Probe(OptimizationLevel.Debug);
        File.Copy(Path.ChangeExtension(debug.AssemblyFile, ".pdb"), Path.ChangeExtension(release.AssemblyFile, ".pdb"), overwrite: true);
        using var lines = new SourceLines();
        BuildException refused = Assert.Throws<BuildException>(() => lines.Add(release.AssemblyFile));
        Assert.Equal(BuildCode.InputMissing, refused.Code);
        Assert.Contains(".pdb of the same build", refused.Message, StringComparison.Ordinal);
        Assert.Contains(release.AssemblyFile, refused.Message, StringComparison.Ordinal);
    }
}
