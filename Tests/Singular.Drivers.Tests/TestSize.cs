namespace Singular.Drivers.Tests;

/// <summary>How long the generated tests run: <c>SINGULAR_TEST_FACTOR</c> times the size that suits every build.</summary>
internal static class TestSize
{
    public static int Of(int cases) =>
        int.TryParse(Environment.GetEnvironmentVariable("SINGULAR_TEST_FACTOR"), out int factor) && factor > 0 ? cases * factor : cases;
}
