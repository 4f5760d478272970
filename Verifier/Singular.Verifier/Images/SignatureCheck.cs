namespace Singular.Verifier.Images;

/// <summary>Every signature of the module in the place where it stands: grammar, generic variables within the arity of their
/// owner, and agreement with the flags of the row that carries it.</summary>
internal sealed class SignatureCheck(RawMetadata metadata, ModuleShape shape, SignatureReader reader, FindingList findings)
{
    private const ushort StaticField = 0x0010;
    private const ushort StaticMethod = 0x0010;
    private const byte HasThis = 0x20;

    public void Run()
    {
        Each(TableId.Field, 2, SignatureKind.Field, CheckField);
        Each(TableId.MethodDef, 4, SignatureKind.Method, CheckMethod);
        Each(TableId.Property, 2, SignatureKind.Property, CheckProperty);
        Each(TableId.MemberRef, 2, SignatureKind.MemberReference, CheckReference);
        Each(TableId.StandAloneSig, 0, SignatureKind.StandAlone, (_, _, _) => { });
        Each(TableId.TypeSpec, 0, SignatureKind.TypeSpecification, (_, _, _) => { });
        Each(TableId.MethodSpec, 1, SignatureKind.MethodSpecification, CheckInstance);
        RequireMethods(TableId.CustomAttribute, 1);
        RequireMethods(TableId.MethodSpec, 0);
        RequireMethods(TableId.MethodImpl, 1);
        RequireMethods(TableId.MethodImpl, 2);
    }

    /// <summary>The member references in a column are references to methods; the index alone may also name a field.</summary>
    private void RequireMethods(TableId id, int column)
    {
        MetadataTable table = metadata[id];
        for (int row = 1; row <= table.Rows && !findings.HasFatal; row++)
        {
            if (table.TargetTable(row, column) == TableId.MemberRef && shape.IsFieldReference(table.Target(row, column)))
                findings.Fatal(ImageCodes.Index, table.Token(row), $"Row {row} of table {id} names a field; expected a method.");
        }
    }

    private void Each(TableId id, int column, SignatureKind kind, Action<MetadataTable, int, SignatureFacts> check)
    {
        MetadataTable table = metadata[id];
        for (int row = 1; row <= table.Rows && !findings.HasFatal; row++)
        {
            try
            {
                SignatureFacts facts = reader.Read(table[row, column], kind);
                check(table, row, facts);

                // A span over constant data is made with a pointer parameter of the platform's: who may use such a member is for
                // the profile and the body check.
                ReportTraits(table.Token(row), id == TableId.MemberRef ? facts.Traits & ~SignatureTraits.Pointer : facts.Traits);
            }
            catch (ImageFormatException e)
            {
                findings.Fatal(e.Code, table.Token(row), e.Message);
            }
        }
    }

    private void CheckField(MetadataTable table, int row, SignatureFacts facts)
    {
        RequireVariables(table, row, facts, shape.ArityOfType(shape.OwnerOfField(row)), 0);
        if (shape.OwnerOfField(row) == 1 && (table[row, 0] & StaticField) == 0)
            findings.Fatal(ImageCodes.ModuleType, table.Token(row), "The module's own type has a field that is not static.");
    }

    private void CheckMethod(MetadataTable table, int row, SignatureFacts facts)
    {
        RequireVariables(table, row, facts, shape.ArityOfType(shape.OwnerOfMethod(row)), shape.ArityOfMethod(row));
        if (facts.GenericParameters != shape.ArityOfMethod(row))
            findings.Fatal(ImageCodes.GenericParameter, table.Token(row), $"The signature has {facts.GenericParameters} generic parameters, the method has {shape.ArityOfMethod(row)}.");
        bool isStatic = (table[row, 2] & StaticMethod) != 0;
        if (isStatic == ((facts.CallingConvention & HasThis) != 0))
            findings.Fatal(ImageCodes.Signature, table.Token(row), "The method's flags and its signature disagree on whether it is static.");
        if (shape.OwnerOfMethod(row) == 1 && !isStatic)
            findings.Fatal(ImageCodes.ModuleType, table.Token(row), "The module's own type has a method that is not static.");
        CheckParameters(row, facts.Parameters);
    }

    private void CheckParameters(int method, int count)
    {
        MetadataTable methods = metadata[TableId.MethodDef];
        MetadataTable parameters = metadata[TableId.Param];
        int first = methods.Target(method, 5);
        int end = method < methods.Rows ? methods.Target(method + 1, 5) : parameters.Rows + 1;
        long last = -1;
        for (int row = first; row < end; row++)
        {
            uint number = parameters[row, 1];
            if (number <= last || number > count)
            {
                findings.Fatal(ImageCodes.Ownership, parameters.Token(row), $"Parameter {number} of a method with {count} parameters is out of order or too many.");
                return;
            }

            last = number;
        }
    }

    private void CheckProperty(MetadataTable table, int row, SignatureFacts facts) =>
        RequireVariables(table, row, facts, shape.ArityOfType(shape.OwnerOfProperty(row)), 0);

    private void CheckReference(MetadataTable table, int row, SignatureFacts facts)
    {
        // The methods of an array are written with the element as the calling code calls it, be it a variable of that code.
        if (!shape.IsFieldReference(row) && !IsOfArray(table, row))
            RequireVariables(table, row, facts, ushort.MaxValue, facts.GenericParameters);
    }

    private bool IsOfArray(MetadataTable references, int row) =>
        references.TargetTable(row, 0) == TableId.TypeSpec
        && metadata.Blob(metadata[TableId.TypeSpec][references.Target(row, 0), 0]) is { Length: > 0 } parent && parent.U8(0) == (byte)ElementType.Array;

    private void CheckInstance(MetadataTable table, int row, SignatureFacts facts)
    {
        if (table.TargetTable(row, 0) == TableId.MethodDef && facts.GenericParameters != shape.ArityOfMethod(table.Target(row, 0)))
            findings.Fatal(ImageCodes.GenericParameter, table.Token(row), $"A generic instance gives {facts.GenericParameters} arguments to a method with {shape.ArityOfMethod(table.Target(row, 0))} parameters.");
    }

    private void RequireVariables(MetadataTable table, int row, SignatureFacts facts, int types, int methods)
    {
        if (facts.TypeVariables > types || facts.MethodVariables > methods)
        {
            findings.Fatal(ImageCodes.GenericParameter, table.Token(row),
                $"The signature uses {facts.TypeVariables} type and {facts.MethodVariables} method variables; {types} and {methods} are there.");
        }
    }

    private void ReportTraits(uint token, SignatureTraits traits)
    {
        if (traits == SignatureTraits.None)
            return;
        if ((traits & SignatureTraits.Pointer) != 0)
            findings.Isolation(ImageCodes.Pointer, token, "A signature holds a pointer type; verified code has none.");
        if ((traits & SignatureTraits.FunctionPointer) != 0)
            findings.Isolation(ImageCodes.FunctionPointer, token, "A signature holds a function pointer type; verified code has none.");
        if ((traits & SignatureTraits.VarArgs) != 0)
            findings.Isolation(ImageCodes.VarArgs, token, "A signature takes a variable number of arguments.");
        if ((traits & SignatureTraits.TypedReference) != 0)
            findings.Isolation(ImageCodes.TypedReference, token, "A signature holds a TypedReference.");
    }
}
