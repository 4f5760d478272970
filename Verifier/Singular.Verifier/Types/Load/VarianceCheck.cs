using Mono.Cecil;

namespace Singular.Verifier.Types.Load;

/// <summary>Every use of a variant parameter in an interface or delegate agrees with its variance (ECMA-335 II.9.7).</summary>
internal sealed class VarianceCheck(TypeCheck check)
{
    private enum Position
    {
        Output,
        Input,
        Both,
    }

    public void Run()
    {
        foreach (var row in check.Definition.Interfaces)
            CheckType(check.Definition, check.Convert(row.InterfaceType), Position.Output);
        foreach (var method in check.Definition.Methods)
        {
            if (method.IsConstructor || (check.Info.IsDelegate && method.Name != "Invoke") || method is { IsStatic: true, IsVirtual: false })
                continue;
            var shape = check.Info.ShapeOf(method);
            CheckType(method, shape.ReturnType.Unmodified, Position.Output);
            foreach (var parameter in shape.Parameters)
                CheckType(method, parameter.Type.Unmodified, Position.Input);
            foreach (var parameter in method.GenericParameters)
            {
                foreach (var constraint in parameter.Constraints)
                    CheckType(method, check.Convert(constraint.ConstraintType), Position.Input);
            }
        }
    }

    private void CheckType(IMemberDefinition member, IlType type, Position position)
    {
        if (!type.HasVariables)
            return;
        switch (type)
        {
            case VariableType { OfMethod: false } variable:
                var parameter = check.Definition.GenericParameters[variable.Index];
                if ((parameter.IsCovariant && position != Position.Output) || (parameter.IsContravariant && position != Position.Input))
                    check.ReportAt(member, "TypesVariance", $"{parameter.Name} used where its variance does not allow it");
                break;
            case VectorType vector:
                CheckType(member, vector.Element, position);
                break;
            case MultiArrayType array:
                CheckType(member, array.Element, position);
                break;
            case ManagedPointerType reference:
                // What is behind a reference can be read and written.
                CheckType(member, reference.Element, Position.Both);
                break;
            case DefinedType defined:
                for (var i = 0; i < defined.Arguments.Length; i++)
                    CheckType(member, defined.Arguments[i], Inner(defined.Info.Definition.GenericParameters[i], position));
                break;
        }
    }

    private static Position Inner(GenericParameter parameter, Position outer)
    {
        if (parameter.IsNonVariant || outer == Position.Both)
            return Position.Both;
        if (parameter.IsCovariant)
            return outer;
        return outer == Position.Output ? Position.Input : Position.Output;
    }
}
