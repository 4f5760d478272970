namespace Singular.Verifier.Isolation.Tests.Types;

/// <summary>Arrays of several dimensions, whose methods the runtime makes and the compiler names with the caller's own type variables.</summary>
public class RectangularArrayTests
{
    [Theory]
    [InlineData("public static T Get<T>(T[,] a) => a[0, 1];")]
    [InlineData("public static void Set<T>(T[,,] a, T value) => a[0, 1, 2] = value;")]
    [InlineData("public static ref T Address<T>(T[,] a) => ref a[0, 1];")]
    [InlineData("public static T[,] New<T>(int n) => new T[n, n];")]
    [InlineData("public static int Plain(int[,] a) => a[0, 1] + a.GetLength(1);")]
    public void SafeCodeIsAccepted(string method) => Compile.ExpectNone(Compile.Verify(Compile.Library($"public static class Sample {{ {method} }}"), VerificationChecks.Types));

    [Fact]
    public void InAGenericTypeToo() =>
        Compile.ExpectNone(Compile.Verify(Compile.Library("public sealed class Grid<T>(int n) { private readonly T[,] _cells = new T[n, n]; public T this[int x, int y] { get => _cells[x, y]; set => _cells[x, y] = value; } }"), VerificationChecks.Types));
}
