using System.Reflection;
using System.Runtime.Loader;

namespace Singular.Builder.Tests;

/// <summary>What a program does is the same before and after it was written anew.</summary>
public sealed class ReEmitBehaviourTests
{
    private static readonly Lazy<byte[]> ReEmitted = new(() => Samples.ReEmit(File.ReadAllBytes(Samples.Path)).Bytes.ToArray());

    public static TheoryData<string> Programs()
    {
        var names = new TheoryData<string>();
        foreach (MethodInfo method in Assembly.LoadFrom(Samples.Path).GetType("Samples.Language", throwOnError: true)!.GetMethods(BindingFlags.Public | BindingFlags.Static))
            names.Add(method.Name);
        return names;
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void It_does_the_same(string program)
    {
        string before = Run(File.ReadAllBytes(Samples.Path), program);
        Assert.NotEqual("", before);
        Assert.Equal(before, Run(ReEmitted.Value, program));
    }

    private static string Run(byte[] assembly, string program)
    {
        var context = new AssemblyLoadContext(program, isCollectible: true);
        try
        {
            Type type = context.LoadFromStream(new MemoryStream(assembly)).GetType("Samples.Language", throwOnError: true)!;
            return (string)type.GetMethod(program)!.Invoke(null, null)!;
        }
        finally
        {
            context.Unload();
        }
    }
}
