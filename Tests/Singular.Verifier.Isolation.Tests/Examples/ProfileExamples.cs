namespace Singular.Verifier.Isolation.Tests.Examples;

/// <summary>Uses of the platform library outside of the driver profile.</summary>
internal static class ProfileExamples
{
    public static byte[] Bad_ProfileType() => Use("_ = System.Buffers.ArrayPool<byte>.Shared;");
    public static byte[] Bad_ProfileType_field() => Compile.Library("public class C { public Thread? T; }");
    public static byte[] Good_ProfileType() => Use("_ = new List<byte>();");

    public static byte[] Bad_ProfileMember() => Use("_ = DateTime.UtcNow;");
    public static byte[] Good_ProfileMember() => Use("_ = DateTime.UnixEpoch;");

    public static byte[] Bad_ProfileBase() => Compile.Library("public class C : List<int>;");
    public static byte[] Bad_ProfileBase_interface() => Compile.Library("public class C : IFormatProvider { public object? GetFormat(Type? t) => null; }");
    public static byte[] Good_ProfileBase() => Compile.Library("public class C : Exception;");

    public static byte[] Bad_ProfileTypeArgument() => Use("new List<(int, int)>().Sort();");
    public static byte[] Bad_ProfileTypeArgument_tuple_of_object() => Use("(object, int) t = default; N(t); static void N((object, int) x) { }");
    public static byte[] Good_ProfileTypeArgument() => Use("new List<int>().Sort();");

    public static byte[] Bad_ProfileShape() => Use("Task.CompletedTask.GetAwaiter().GetResult();");
    public static byte[] Good_ProfileShape() => Compile.Library("public class C { public async Task M() => await Task.CompletedTask; }");

    public static byte[] Bad_ProfileLinear() => Use("var h = new System.Runtime.CompilerServices.DefaultInterpolatedStringHandler(1, 1); var g = h; h.ToStringAndClear(); g.ToStringAndClear();");
    public static byte[] Good_ProfileLinear() => Use("int x = 1; _ = $\"{x:X} of {x}\";");

    public static byte[] Bad_ProfileDelegate() => Use("Func<int, bool> f = new List<int>().Contains; f(1);");
    public static byte[] Good_ProfileDelegate() => Use("var l = new List<int>(); Func<int, bool> f = x => l.Contains(x); f(1);");

    public static byte[] Bad_ProfileBoxing() => Use("object o = (1, 2); o.ToString();");
    public static byte[] Good_ProfileBoxing() => Use("object o = 1; o.ToString();");

    /// <summary>Compiled without optimisation, so that nothing of what the example is about is left out.</summary>
    private static byte[] Use(string statements) => Compile.Library($"public class C {{ public void M() {{ {statements} }} }}", optimise: false);
}
