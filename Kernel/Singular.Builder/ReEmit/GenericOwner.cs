using Mono.Cecil;

namespace Singular.Builder.ReEmit;

/// <summary>What the generic parameters in a signature belong to: <c>!n</c> to the type, <c>!!n</c> to the method.</summary>
internal readonly record struct GenericOwner(IGenericParameterProvider? Type, IGenericParameterProvider? Method);
