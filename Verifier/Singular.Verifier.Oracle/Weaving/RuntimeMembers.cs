using Mono.Cecil;

namespace Singular.Verifier.Oracle.Weaving;

/// <summary>The oracle's runtime library as seen from a module that calls it.</summary>
internal sealed class RuntimeMembers(ModuleDefinition runtime, ModuleDefinition target)
{
    private readonly Dictionary<string, MethodReference> _methods = new(StringComparer.Ordinal);

    /// <summary>A method of <c>Sentinel</c>.</summary>
    public MethodReference Sentinel(string name, params ReadOnlySpan<TypeReference> arguments) => Find("Sentinel", name, arguments);

    /// <summary>A public method of a type of the library; generic with the arguments when there are any.</summary>
    public MethodReference Find(string type, string name, params ReadOnlySpan<TypeReference> arguments)
    {
        string key = $"{type}.{name}";
        if (!_methods.TryGetValue(key, out MethodReference? method))
        {
            TypeDefinition owner = runtime.GetType("Singular.Verifier.Oracle.Runtime." + type);
            _methods.Add(key, method = target.ImportReference(owner.Methods.First(candidate => candidate.Name == name)));
        }
        if (arguments.IsEmpty)
            return method;
        var instance = new GenericInstanceMethod(method);
        foreach (TypeReference argument in arguments)
            instance.GenericArguments.Add(argument);
        return instance;
    }

    /// <summary>The structure that marks the end of a frame.</summary>
    public TypeReference Frame { get; } = target.ImportReference(runtime.GetType("Singular.Verifier.Oracle.Runtime.Frame"));

    /// <summary>The platform's base of all exceptions.</summary>
    public TypeReference Exception => Find("Trials", "Caught").Parameters[0].ParameterType;

    /// <summary><c>Guarded</c> of an element type.</summary>
    public GenericInstanceType Guarded(TypeReference element)
    {
        var instance = new GenericInstanceType(target.ImportReference(runtime.GetType("Singular.Verifier.Oracle.Runtime.Guarded`1")));
        instance.GenericArguments.Add(element);
        instance.IsValueType = true;
        instance.ElementType.IsValueType = true;
        return instance;
    }

    /// <summary>The field in the middle of a <see cref="Guarded"/>.</summary>
    public static FieldReference GuardedValue(GenericInstanceType guarded) =>
        new("Value", guarded.ElementType.GenericParameters[0], guarded);
}
