using System.Diagnostics;
using System.Reflection;

namespace Singular.Verifier.Tests;

/// <summary>Assembles corpora with ilasm and gives the references that tests verify against.</summary>
internal static class IlAssembler
{
    private const string Header = """
        .assembly extern System.Runtime { .publickeytoken = (B0 3F 5F 7F 11 D5 0A 3A ) .ver 9:0:0:0 }
        .assembly extern System.Collections { .publickeytoken = (B0 3F 5F 7F 11 D5 0A 3A ) .ver 9:0:0:0 }
        .assembly extern System.Private.CoreLib { .publickeytoken = (7C EC 85 D7 BE A7 79 8E ) .ver 9:0:0:0 }
        .assembly Corpus { .ver 1:0:0:0 }
        .module Corpus.dll

        """;

    /// <summary>The references of the ahead-of-time compiler's package, which drivers are verified against.</summary>
    public static ReferenceSet NewPlatformReferences()
    {
        var references = new ReferenceSet();
        foreach (var folder in new[] { "framework", "sdk" })
            references.AddFolder(Path.Combine(Setting("ILCompiler"), folder));
        return references;
    }

    /// <summary>Assembles IL text (without assembly and module lines) to a library.</summary>
    public static byte[] Assemble(string il)
    {
        var folder = Directory.CreateTempSubdirectory("il").FullName;
        try
        {
            var source = Path.Combine(folder, "corpus.il");
            var output = Path.Combine(folder, "Corpus.dll");
            File.WriteAllText(source, Header + il);
            var start = new ProcessStartInfo(Path.Combine(Setting("ILAsm"), "runtimes", "linux-x64", "native", "ilasm"))
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach (var argument in new[] { "-dll", "-quiet", "-nologo", "-output=" + output, source })
                start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, text + errors.Result);
            return File.ReadAllBytes(output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A corpus file of this project, copied beside the test assembly.</summary>
    public static string ReadCorpus(string relativePath) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, relativePath));

    /// <summary>Folder of a restored package.</summary>
    public static string Setting(string name) =>
        typeof(IlAssembler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == name).Value!;
}
