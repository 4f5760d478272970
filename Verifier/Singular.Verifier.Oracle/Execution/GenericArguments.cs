using Mono.Cecil;
using Singular.Verifier.Oracle.Weaving;

namespace Singular.Verifier.Oracle.Execution;

/// <summary>Chooses arguments for generic parameters that satisfy their constraints, for the runtime checks them, too.</summary>
internal sealed class GenericArguments(ModuleDefinition mutant, Random random)
{
    private readonly List<TypeReference> _candidates =
    [
        mutant.TypeSystem.String, mutant.TypeSystem.Int32, mutant.TypeSystem.Object, mutant.TypeSystem.Byte, new ArrayType(mutant.TypeSystem.String),
        .. mutant.GetTypes().Where(type => !type.HasGenericParameters && type is { IsInterface: false, IsAbstract: false }
            && type.Name[0] != '<' && !TypeFacts.IsByRefLike(type) && !IsCompilerMade(type)),
    ];

    /// <summary>Compiler-made types may be named by nobody.</summary>
    private static bool IsCompilerMade(TypeDefinition type) => type.DeclaringType is { Name: ['<', ..] };

    /// <summary>One argument for each parameter, or null when some constraint is satisfied by nothing at hand.</summary>
    public IReadOnlyList<TypeReference>? Choose(IGenericParameterProvider provider, IList<TypeReference>? ofType)
    {
        if (!provider.HasGenericParameters)
            return [];
        bool isType = provider.GenericParameterType == GenericParameterType.Type;
        var chosen = new List<TypeReference>();
        foreach (GenericParameter parameter in provider.GenericParameters)
        {
            TypeReference[] fitting = [.. _candidates.Where(candidate =>
            {
                List<TypeReference> all = [.. chosen, candidate];
                return Fits(parameter, candidate, isType ? all : ofType, isType ? null : all);
            })];
            if (fitting.Length == 0)
                return null;
            chosen.Add(fitting[random.Next(fitting.Length)]);
        }
        return chosen;
    }

    private static bool Fits(GenericParameter parameter, TypeReference type, IList<TypeReference>? typeArguments, IList<TypeReference>? methodArguments)
    {
        bool isValue = TypeFacts.IsValueType(type);
        if ((parameter.HasReferenceTypeConstraint && isValue) || (parameter.HasNotNullableValueTypeConstraint && !isValue))
            return false;
        if (parameter.HasDefaultConstructorConstraint && !isValue
            && TypeFacts.Definition(type)?.Methods.Any(method => method is { IsConstructor: true, IsStatic: false, IsPublic: true, HasParameters: false }) != true)
            return false;
        foreach (GenericParameterConstraint constraint in parameter.Constraints)
        {
            TypeReference wanted = Signatures.Plain(Signatures.Substitute(constraint.ConstraintType, typeArguments, methodArguments));
            if (wanted.FullName == "System.ValueType" ? !isValue : !TypeFacts.Is(type, wanted))
                return false;
        }
        return true;
    }
}
