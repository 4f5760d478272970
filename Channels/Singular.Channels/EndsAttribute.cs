namespace Singular.Channels;

/// <summary>Marks the member that ends an endpoint: after it returns the endpoint is gone and every further call on it is
/// a protocol error. A client that drops an endpoint without calling it has leaked it.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class EndsAttribute : Attribute;
