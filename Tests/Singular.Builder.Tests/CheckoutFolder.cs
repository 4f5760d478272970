namespace Singular.Builder.Tests;

/// <summary>The checkout that the tests were built in.</summary>
internal static class CheckoutFolder
{
    internal static string Path { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string? folder)
    {
        for (; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            if (File.Exists(System.IO.Path.Combine(folder, "Singular.sln")))
                return folder;
        }
        throw new InvalidOperationException("the tests do not run in a checkout");
    }
}
