using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Singular.Verifier.Oracle.Runtime;

/// <summary>Has every method of an assembly compiled by the running .NET without running it. The bytes are the verified ones, nothing woven in.</summary>
public static class CodePreparation
{
    /// <summary>Prepares each file and reports holes with the file's place in the list as number.</summary>
    public static void Run(IReadOnlyList<string> files, TextWriter report)
    {
        for (int i = 0; i < files.Count; i++)
        {
            report.WriteLine($"@ {i}");
            var context = new AssemblyLoadContext(null, isCollectible: true);
            try
            {
                using var bytes = new MemoryStream(File.ReadAllBytes(files[i]));
                Prepare(context.LoadFromStream(bytes), i, report);
            }
            catch (Exception error) when (error is TypeLoadException or BadImageFormatException or ReflectionTypeLoadException)
            {
                report.WriteLine($"! {i} {error.GetType().Name} {error.Message.ReplaceLineEndings(" ")}");
            }
            context.Unload();
        }
        report.WriteLine(".");
    }

    private static void Prepare(Assembly assembly, int number, TextWriter report)
    {
        const BindingFlags All = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;
        foreach (Type type in assembly.GetTypes())
        {
            if (type.IsGenericTypeDefinition)
                continue;
            foreach (MethodBase method in type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)))
            {
                if (method.IsGenericMethodDefinition || method.IsAbstract || method.GetMethodBody() is null)
                    continue;
                try
                {
                    RuntimeHelpers.PrepareMethod(method.MethodHandle);
                }
                catch (Exception error) when (error is InvalidProgramException or TypeLoadException or BadImageFormatException
                    or MemberAccessException or System.Security.VerificationException)
                {
                    report.WriteLine($"! {number} {error.GetType().Name} in {type}::{method}: {error.Message.ReplaceLineEndings(" ")}");
                }
            }
        }
    }
}
