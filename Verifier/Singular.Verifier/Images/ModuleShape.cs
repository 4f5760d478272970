namespace Singular.Verifier.Images;

/// <summary>Who owns what in a module: types their fields and methods, generic parameters their owners, and which types are
/// value types. Reading it checks ownership runs, nesting and generic parameters (ECMA-335 II.22.15, II.22.20, II.22.32,
/// II.22.37).</summary>
internal sealed class ModuleShape
{
    private const uint VisibilityMask = 0x7;
    private const uint FirstNestedVisibility = 0x2;
    private const byte SignatureKindMask = 0x0F;
    private const byte FieldSignature = 0x06;

    private readonly RawMetadata _metadata;
    private readonly FindingList _findings;
    private readonly ImageLimits _limits;
    private readonly int[] _typeArity;
    private readonly int[] _methodArity;
    private readonly int[] _fieldOwner;
    private readonly int[] _methodOwner;
    private readonly int[] _paramOwner;
    private readonly int[] _propertyOwner;
    private readonly bool[] _isValueType;
    private readonly bool[] _isFieldReference;

    public ModuleShape(RawMetadata metadata, FindingList findings, ImageLimits limits)
    {
        _metadata = metadata;
        _findings = findings;
        _limits = limits;
        _fieldOwner = Own(TableId.TypeDef, 4, TableId.Field);
        _methodOwner = Own(TableId.TypeDef, 5, TableId.MethodDef);
        _paramOwner = Own(TableId.MethodDef, 5, TableId.Param);
        Own(TableId.EventMap, 1, TableId.Event, 0);
        _propertyOwner = Own(TableId.PropertyMap, 1, TableId.Property, 0);
        _typeArity = new int[metadata.Rows(TableId.TypeDef) + 1];
        _methodArity = new int[metadata.Rows(TableId.MethodDef) + 1];
        ReadGenericParameters();
        CheckNesting();
        CheckScopes();
        _isValueType = FindValueTypes();
        _isFieldReference = FindFieldReferences();
    }

    /// <summary>Type that a field belongs to.</summary>
    public int OwnerOfField(int field) => _fieldOwner[field];

    public int OwnerOfMethod(int method) => _methodOwner[method];

    public int OwnerOfParam(int param) => _paramOwner[param];

    public int OwnerOfProperty(int property) => _propertyOwner[property];

    public int ArityOfType(int type) => _typeArity[type];

    public int ArityOfMethod(int method) => _methodArity[method];

    /// <summary>Whether a type of the module is a value type: its base is System.ValueType or System.Enum, and it is not
    /// System.Enum itself.</summary>
    public bool IsValueType(int type) => _isValueType[type];

    /// <summary>Whether a MemberRef row names a field; it names a method otherwise.</summary>
    public bool IsFieldReference(int reference) => _isFieldReference[reference];

    private bool[] FindFieldReferences()
    {
        MetadataTable references = _metadata[TableId.MemberRef];
        var result = new bool[references.Rows + 1];
        for (int row = 1; row <= references.Rows; row++)
            result[row] = _metadata.Blob(references[row, 2]) is { Length: > 0 } signature && (signature.U8(0) & SignatureKindMask) == FieldSignature;
        return result;
    }

    private int[] Own(TableId owners, int column, TableId members, int ownerColumn = -1)
    {
        MetadataTable table = _metadata[owners];
        int count = _metadata.Rows(members);
        var owner = new int[count + 1];
        int next = 1;
        for (int row = 1; row <= table.Rows; row++)
        {
            int first = table.Target(row, column);
            int end = row < table.Rows ? table.Target(row + 1, column) : count + 1;
            if (first != next || end < first)
            {
                _findings.Fatal(ImageCodes.Ownership, table.Token(row),
                    $"The run of {members} rows of row {row} of table {owners} goes from {first} to {end}; expected to begin at {next}.");
                return owner;
            }

            int ownerRow = ownerColumn < 0 ? row : table.Target(row, ownerColumn);
            owner.AsSpan(first, end - first).Fill(ownerRow);
            next = end;
        }

        if (next != count + 1)
            _findings.Fatal(ImageCodes.Ownership, ImageFinding.WholeImage, $"{count + 1 - next} rows of table {members} belong to nobody.");
        return owner;
    }

    private void ReadGenericParameters()
    {
        MetadataTable table = _metadata[TableId.GenericParam];
        for (int row = 1; row <= table.Rows; row++)
        {
            int owner = table.Target(row, 2);
            int[] arity = table.TargetTable(row, 2) == TableId.TypeDef ? _typeArity : _methodArity;
            uint number = table[row, 0];
            if (number != arity[owner] || number >= _limits.MaxGenericParameters)
            {
                _findings.Fatal(ImageCodes.GenericParameter, table.Token(row),
                    $"Generic parameter {number} follows {arity[owner]} others of its owner; they must be numbered from 0 without a gap, up to {_limits.MaxGenericParameters}.");
                return;
            }

            // Variance in two bits, of which three values mean something, three special constraints, AllowByRefLike (II.23.1.7 and CorHdr.h
            // of .NET 9). Loaders refuse the rest.
            uint flags = table[row, 1];
            if (flags > 0x3F || (flags & 0x03) == 0x03)
            {
                _findings.Fatal(ImageCodes.GenericParameter, table.Token(row),
                    $"A generic parameter has the flags 0x{flags:X}; expected a variance of 0 to 2 and bits below 0x40.");
                return;
            }

            arity[owner]++;
        }
    }

    private void CheckNesting()
    {
        MetadataTable table = _metadata[TableId.NestedClass];
        MetadataTable types = _metadata[TableId.TypeDef];
        var enclosing = new int[types.Rows + 1];
        for (int row = 1; row <= table.Rows; row++)
            enclosing[table.Target(row, 0)] = table.Target(row, 1);
        for (int type = 1; type <= types.Rows; type++)
        {
            bool saysNested = (types[type, 0] & VisibilityMask) >= FirstNestedVisibility;
            if (saysNested != (enclosing[type] != 0))
                _findings.Fatal(ImageCodes.Nesting, types.Token(type), "The type's visibility and table NestedClass disagree on whether it is nested.");
            if (enclosing[type] != 0)
                RequireShortChain(type, t => enclosing[t], types.Token(type), ImageCodes.Nesting, "nested types");
        }
    }

    private void CheckScopes()
    {
        MetadataTable references = _metadata[TableId.TypeRef];
        for (int row = 1; row <= references.Rows; row++)
        {
            if (references.TargetTable(row, 0) != TableId.TypeRef)
                continue;
            RequireShortChain(row, r => references.TargetTable(r, 0) == TableId.TypeRef ? references.Target(r, 0) : 0,
                references.Token(row), ImageCodes.Scope, "resolution scopes");
        }

        MetadataTable exported = _metadata[TableId.ExportedType];
        for (int row = 1; row <= exported.Rows; row++)
        {
            RequireShortChain(row, r => exported.TargetTable(r, 4) == TableId.ExportedType ? exported.Target(r, 4) : 0,
                exported.Token(row), ImageCodes.Scope, "exported types");
        }
    }

    private void RequireShortChain(int start, Func<int, int> next, uint token, string code, string what)
    {
        int steps = 0;
        for (int at = next(start); at != 0 && !_findings.HasFatal; at = next(at))
        {
            if (++steps > _limits.MaxTypeNesting)
                _findings.Fatal(code, token, $"The chain of {what} is longer than {_limits.MaxTypeNesting} or runs in a circle.");
        }
    }

    private bool[] FindValueTypes()
    {
        MetadataTable types = _metadata[TableId.TypeDef];
        var result = new bool[types.Rows + 1];
        if (_findings.HasFatal)
            return result;
        for (int type = 1; type <= types.Rows; type++)
        {
            int parent = types.Target(type, 3);
            if (parent == 0)
                continue;
            TableId table = types.TargetTable(type, 3);
            if (table is not (TableId.TypeDef or TableId.TypeRef))
                continue;
            bool isEnumItself = table == TableId.TypeDef && IsSystemType(TableId.TypeDef, type, "Enum"u8);
            result[type] = !isEnumItself && (IsSystemType(table, parent, "ValueType"u8) || IsSystemType(table, parent, "Enum"u8));
        }

        return result;
    }

    private bool IsSystemType(TableId table, int row, ReadOnlySpan<byte> name) =>
        _metadata.Name(_metadata[table][row, 1]).SequenceEqual(name) && _metadata.Name(_metadata[table][row, 2]).SequenceEqual("System"u8);

    /// <summary>Namespace and name of a TypeDef or TypeRef row.</summary>
    public (string Namespace, string Name) NameOf(TableId table, int row) =>
        (_metadata.Text(_metadata[table][row, 2]), _metadata.Text(_metadata[table][row, 1]));
}
