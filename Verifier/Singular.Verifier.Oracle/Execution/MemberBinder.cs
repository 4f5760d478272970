using Mono.Cecil;
using Singular.Verifier.Oracle.Weaving;

namespace Singular.Verifier.Oracle.Execution;

/// <summary>References from a program to members of a mutant, with type arguments filled in.</summary>
internal sealed class MemberBinder(ModuleDefinition program)
{
    public TypeReference Type(TypeReference type) => program.ImportReference(Signatures.Plain(type));

    /// <summary>The method on a constructed owner, with method arguments when it is generic.</summary>
    public MethodReference Method(MethodDefinition method, TypeReference owner, IReadOnlyList<TypeReference> arguments)
    {
        MethodReference reference = program.ImportReference(method);
        if (owner is GenericInstanceType)
            reference.DeclaringType = program.ImportReference(owner);
        if (arguments.Count == 0)
            return reference;
        var instance = new GenericInstanceMethod(reference);
        foreach (TypeReference argument in arguments)
            instance.GenericArguments.Add(Type(argument));
        return instance;
    }

    /// <summary>A method of the platform on a constructed owner, given by the definition.</summary>
    public MethodReference Platform(TypeReference owner, Func<MethodDefinition, bool> which)
    {
        MethodReference reference = program.ImportReference(TypeFacts.Definition(owner)!.Methods.First(which));
        if (owner is GenericInstanceType)
            reference.DeclaringType = program.ImportReference(owner);
        // The definition lies in the core library; the program refers to it the way the mutant does.
        return reference;
    }

    public FieldReference Field(FieldDefinition field, TypeReference owner)
    {
        FieldReference reference = program.ImportReference(field);
        if (owner is GenericInstanceType)
            reference.DeclaringType = program.ImportReference(owner);
        return reference;
    }
}
