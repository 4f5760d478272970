using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Singular.Verifier.Isolation;

/// <summary>Static fields are shared by all instances of a driver and outlive its restart, so they may hold nothing that
/// changes: read-only fields of immutable types, constant data, and the compiler's caches of delegates without state.</summary>
internal sealed class StaticStateRule(VerificationContext context, AssemblyOrigin origin) : IsolationRule(context, origin)
{
    private readonly ImmutableTypes _immutable = new(origin, context.Assemblies);
    private readonly CompilerShapes _shapes = new(context.Module);

    public override void CheckType(TypeDefinition type)
    {
        foreach (FieldDefinition field in type.Fields)
        {
            if (!field.IsStatic || field.IsLiteral || IsAllowed(field))
                continue;
            bool isReadOnly = field.IsInitOnly;
            Report(IsolationCodes.MutableStatic, field,
                isReadOnly ? $"a read-only static field of type {field.FieldType.FullName}, whose value can change" : "a static field that can be assigned",
                "a read-only field of an immutable type",
                field.FieldType is ArrayType ? "For a table write a property: static ReadOnlySpan<T> Table => [ … ];" : "Keep the state in the driver's object.");
        }
    }

    public override void CheckMethod(MethodDefinition method, MethodCode? body)
    {
        if (body is null)
            return;
        for (int i = 0; i < body.Instructions.Length; i++)
        {
            if (body.Instructions[i].Operand is not FieldReference reference || (reference as FieldDefinition ?? Resolve(reference)) is not { IsStatic: true } field)
                continue;
            Code code = body.At(i);
            if (field.RVA != 0 && code is Code.Stsfld or Code.Ldsfld)
                ReportAt(IsolationCodes.MutableStatic, method, body.Instructions[i].Offset, $"an access to the data field {field.Name}", "constant data used through a span or to fill an array");
            else if (IsCache(field) && (code == Code.Ldsflda || code == Code.Stsfld && !StoresStatelessDelegate(body, i)))
                ReportAt(IsolationCodes.MutableStatic, method, body.Instructions[i].Offset, $"a store to the delegate cache {field.Name} in another form than the compiler's", "ldftn; newobj; dup; stsfld of a delegate without state");
        }
    }

    private FieldDefinition? Resolve(FieldReference reference)
    {
        var type = reference.DeclaringType.GetElementType() as TypeDefinition;
        return type?.Fields.FirstOrDefault(f => f.Name == reference.Name);
    }

    private bool IsAllowed(FieldDefinition field)
    {
        if (field.RVA != 0)
            return _shapes.IsDataField(field);
        if (IsCache(field))
            return true;
        return field.IsInitOnly && (_immutable.IsImmutable(field.FieldType) || IsClosureSingleton(field));
    }

    /// <summary>The one object of a class of lambdas that capture nothing: <c>&lt;&gt;c.&lt;&gt;9</c>, in Visual Basic <c>_Closure$__.$I</c>.</summary>
    private static bool IsClosureSingleton(FieldDefinition field) =>
        IsSingletonName(field.Name) && IsStateless(field.DeclaringType) && field.FieldType.GetElementType() == field.DeclaringType;

    private static bool IsSingletonName(string name) => name is "<>9" or "$I";

    /// <summary>A cache of a delegate: <c>&lt;&gt;c.&lt;&gt;9__n</c> for lambdas, <c>&lt;&gt;O.&lt;n&gt;__M</c> for method groups, <c>_Closure$__.$In-m</c> in Visual Basic. What
    /// makes it harmless is that all stores put a delegate without state there; the names only tell which fields to look at.</summary>
    private bool IsCache(FieldDefinition field)
    {
        TypeDefinition owner = field.DeclaringType;
        bool named = owner.Name.StartsWith("<>c", StringComparison.Ordinal) && field.Name.StartsWith("<>9__", StringComparison.Ordinal)
            || owner.Name.StartsWith("<>O", StringComparison.Ordinal) && field.Name.StartsWith('<')
            || owner.Name == "_Closure$__" && field.Name.StartsWith("$I", StringComparison.Ordinal) && field.Name.Length > 2;
        return named && !field.IsInitOnly && IsOutOfReach(owner) && IsStateless(owner);
    }

    /// <summary>Only this module's code, all of which is looked at, can store there. Visual Basic makes the class internal.</summary>
    private bool IsOutOfReach(TypeDefinition owner) => owner.IsNestedPrivate
        || owner.IsNestedAssembly && Module.Assembly.CustomAttributes.All(a => a.AttributeType.Name != "InternalsVisibleToAttribute");

    private static bool IsStateless(TypeDefinition type) =>
        type is { IsNested: true, IsValueType: false } && type.BaseType?.FullName == "System.Object" && type.Fields.All(f => f.IsStatic);

    /// <summary><c>ldsfld &lt;&gt;9 | ldnull; ldftn M; newobj D::.ctor; dup; stsfld</c> with M of the stateless class or static.</summary>
    private static bool StoresStatelessDelegate(MethodCode code, int store)
    {
        if (!code.IsStraight(store - 4, store) || code.At(store - 1) != Code.Dup || code.At(store - 2) != Code.Newobj || code.At(store - 3) != Code.Ldftn)
            return false;
        var target = (MethodReference)code.Instructions[store - 3].Operand;
        return code.At(store - 4) switch
        {
            Code.Ldnull => !target.HasThis,
            Code.Ldsfld => code.Instructions[store - 4].Operand is FieldReference self && IsSingletonName(self.Name)
                && self.DeclaringType.GetElementType() is TypeDefinition type && IsStateless(type),
            _ => false,
        };
    }
}
