using System.Globalization;
using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Verifier.Oracle;

/// <summary>Prints types and methods for people to read.</summary>
internal static class IlText
{
    /// <summary>All of a file, or the methods of these tokens.</summary>
    public static string Of(byte[] file, IReadOnlyCollection<uint> methods)
    {
        var text = new StringBuilder();
        using var module = ModuleDefinition.ReadModule(new MemoryStream(file, writable: false));
        foreach (TypeDefinition type in module.GetTypes())
        {
            bool isNamed = false;
            foreach (MethodDefinition method in type.Methods)
            {
                if (methods.Count > 0 && !methods.Contains(method.MetadataToken.ToUInt32()))
                    continue;
                if (!isNamed)
                    AppendType(text, type);
                isNamed = true;
                AppendMethod(text, method);
            }
        }
        return text.ToString();
    }

    private static void AppendType(StringBuilder text, TypeDefinition type)
    {
        text.Append(CultureInfo.InvariantCulture, $"{type.FullName} extends {type.BaseType?.FullName} [{type.Attributes}]\n");
        foreach (InterfaceImplementation implementation in type.Interfaces)
            text.Append(CultureInfo.InvariantCulture, $"  implements {implementation.InterfaceType.FullName}\n");
        foreach (GenericParameter parameter in type.GenericParameters)
            text.Append(CultureInfo.InvariantCulture, $"  parameter {parameter.Name} [{parameter.Attributes}] {string.Join(", ", parameter.Constraints.Select(constraint => constraint.ConstraintType.FullName))}\n");
        foreach (FieldDefinition field in type.Fields)
            text.Append(CultureInfo.InvariantCulture, $"  field {field.FieldType.FullName} {field.Name} [{field.Attributes}]{(field.HasLayoutInfo ? $" at {field.Offset}" : "")}\n");
    }

    private static void AppendMethod(StringBuilder text, MethodDefinition method)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n  {method.FullName} [{method.Attributes}; {method.ImplAttributes}]\n");
        foreach (MethodReference overridden in method.Overrides)
            text.Append(CultureInfo.InvariantCulture, $"    overrides {overridden.FullName}\n");
        if (!method.HasBody)
            return;
        foreach (VariableDefinition variable in method.Body.Variables)
            text.Append(CultureInfo.InvariantCulture, $"    local {variable.Index}: {variable.VariableType.FullName}\n");
        foreach (Instruction instruction in method.Body.Instructions)
            text.Append(CultureInfo.InvariantCulture, $"    {instruction}\n");
        foreach (ExceptionHandler clause in method.Body.ExceptionHandlers)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"    {clause.HandlerType} {clause.CatchType?.FullName} try {clause.TryStart?.Offset:x4}-{clause.TryEnd?.Offset:x4} filter {clause.FilterStart?.Offset:x4} handler {clause.HandlerStart?.Offset:x4}-{clause.HandlerEnd?.Offset:x4}\n");
        }
    }
}
