namespace Singular.Channels.Testing;

/// <summary>Looks into boxed results and finished tasks.</summary>
internal static class ResultValue
{
    internal static bool IsOk(object result) => (bool)Get(result, nameof(Result<,>.IsOk))!;

    internal static object? Value(object result) => Get(result, nameof(Result<,>.Value));

    internal static object? Error(object result) => Get(result, nameof(Result<,>.Error));

    internal static object? OfTask(Task task) => Get(task, nameof(Task<>.Result));

    private static object? Get(object target, string property) => target.GetType().GetProperty(property)!.GetValue(target);
}
