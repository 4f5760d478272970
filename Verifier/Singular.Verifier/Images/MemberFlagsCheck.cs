using System.Numerics;

namespace Singular.Verifier.Images;

/// <summary>The module's own type in row 1, unique names of types, and the accessors that properties and events name.</summary>
internal sealed class MemberFlagsCheck(RawMetadata metadata, ModuleShape shape, FindingList findings)
{
    /// <summary>Fire, the last of the roles that an accessor can have.</summary>
    private const uint HighestRole = 0x20;

    public void Run()
    {
        CheckModuleType();
        CheckTypeNames();
        CheckLayouts();
        CheckAccess(TableId.Field, flagsColumn: 0);
        CheckAccess(TableId.MethodDef, flagsColumn: 2);
        CheckEnums();
        CheckSemantics();
        CheckMethodImpls();
    }

    /// <summary>The F# compiler gives System.Object to the module's own type, which has no instances that could inherit from it.</summary>
    private bool HasNoBase(MetadataTable types, int row) =>
        types[row, 3] == 0 || types.Target(row, 3) != 0 && types.TargetTable(row, 3) == TableId.TypeRef && shape.NameOf(TableId.TypeRef, types.Target(row, 3)) is ("System", "Object");

    private void CheckModuleType()
    {
        MetadataTable types = metadata[TableId.TypeDef];
        if (types.Rows == 0 || shape.NameOf(TableId.TypeDef, 1) is not ("", "<Module>") || !HasNoBase(types, 1))
            findings.Fatal(ImageCodes.ModuleType, 0x0200_0001, "The first type is not <Module> with no base or System.Object; expected the module's own type in row 1.");
    }

    /// <summary>Two top-level types of one name would make every reference by name ambiguous.</summary>
    private void CheckTypeNames()
    {
        MetadataTable types = metadata[TableId.TypeDef];
        MetadataTable nested = metadata[TableId.NestedClass];
        var enclosing = new int[types.Rows + 1];
        for (int row = 1; row <= nested.Rows; row++)
            enclosing[nested.Target(row, 0)] = nested.Target(row, 1);
        var seen = new HashSet<(int, string, string)>();
        for (int type = 1; type <= types.Rows && !findings.HasFatal; type++)
        {
            (string space, string name) = shape.NameOf(TableId.TypeDef, type);
            if (!seen.Add((enclosing[type], space, name)))
                findings.Fatal(ImageCodes.Name, types.Token(type), $"There are two types {space}.{name} in one place.");
        }
    }

    /// <summary>FieldAccessMask and MemberAccessMask are three bits of which seven values mean something (II.23.1.5, II.23.1.10).</summary>
    private void CheckAccess(TableId members, int flagsColumn)
    {
        const int Unused = 7;
        MetadataTable table = metadata[members];
        for (int row = 1; row <= table.Rows && !findings.HasFatal; row++)
        {
            if ((table[row, flagsColumn] & Unused) == Unused)
                findings.Fatal(ImageCodes.MemberAccess, table.Token(row), "The member has access 7; expected one of the values 0 (compiler controlled) to 6 (public).");
        }
    }

    /// <summary>
    /// An enum over a named type: the metadata library follows the field to find the number behind it, and never comes back when the field
    /// leads to the enum itself. Which numbers are allowed is a rule of type load.
    /// </summary>
    private void CheckEnums()
    {
        const byte StaticField = 0x10;
        MetadataTable fields = metadata[TableId.Field];
        for (int row = 1; row <= fields.Rows && !findings.HasFatal; row++)
        {
            if ((fields[row, 0] & StaticField) != 0 || !MayBeEnum(shape.OwnerOfField(row)))
                continue;
            // The first byte says that it is a field's signature (II.23.2.4).
            ByteView signature = metadata.Blob(fields[row, 2]);
            if (signature.Length > 1 && (ElementType)signature.U8(1) is ElementType.Class or ElementType.ValueType)
                findings.Fatal(ImageCodes.Signature, fields.Token(row), "The field of an enum is of a named type; expected an integer.");
        }
    }

    /// <summary>LayoutMask and StringFormatMask are two bits each (II.23.1.15): of layouts three values mean something; the custom format of
    /// strings has no meaning that anybody has defined, and loaders refuse it.</summary>
    private void CheckLayouts()
    {
        const uint LayoutMask = 0x18;
        const uint StringFormatMask = 0x30000;
        MetadataTable types = metadata[TableId.TypeDef];
        for (int row = 1; row <= types.Rows && !findings.HasFatal; row++)
        {
            if ((types[row, 0] & LayoutMask) == LayoutMask)
                findings.Fatal(ImageCodes.Layout, types.Token(row), "The type's layout is both sequential and explicit; expected one of automatic, sequential, explicit.");
            else if ((types[row, 0] & StringFormatMask) == StringFormatMask)
                findings.Fatal(ImageCodes.Layout, types.Token(row), "The type's strings have the custom format; expected ANSI, Unicode or automatic.");
        }
    }

    private bool MayBeEnum(int type)
    {
        MetadataTable types = metadata[TableId.TypeDef];
        int parent = types.Target(type, 3);
        if (parent == 0)
            return false;
        // A specification of a class by itself would be read as the class.
        return types.TargetTable(type, 3) is not TableId.TypeSpec
            ? shape.NameOf(types.TargetTable(type, 3), parent) is ("System", "Enum")
            : metadata.Blob(metadata[TableId.TypeSpec][parent, 0]) is { Length: > 0 } specification
                && (ElementType)specification.U8(0) is ElementType.Class or ElementType.ValueType;
    }

    private void CheckSemantics()
    {
        MetadataTable semantics = metadata[TableId.MethodSemantics];
        var events = OwnersOf(TableId.EventMap, TableId.Event);
        for (int row = 1; row <= semantics.Rows && !findings.HasFatal; row++)
        {
            uint role = semantics[row, 0];
            if (!BitOperations.IsPow2(role) || role > HighestRole)
                findings.Fatal(ImageCodes.Ownership, semantics.Token(row), $"An accessor has the roles 0x{role:X}; expected one of those of ECMA-335 II.23.1.12.");
            int member = semantics.Target(row, 2);
            int owner = semantics.TargetTable(row, 2) == TableId.Property ? shape.OwnerOfProperty(member) : events[member];
            if (shape.OwnerOfMethod(semantics.Target(row, 1)) != owner)
                findings.Fatal(ImageCodes.Ownership, semantics.Token(row), "A property or event names an accessor of another type.");
        }
    }

    private int[] OwnersOf(TableId map, TableId members)
    {
        MetadataTable table = metadata[map];
        var owners = new int[metadata.Rows(members) + 1];
        for (int row = 1; row <= table.Rows; row++)
        {
            int end = row < table.Rows ? table.Target(row + 1, 1) : owners.Length;
            owners.AsSpan(table.Target(row, 1), end - table.Target(row, 1)).Fill(table.Target(row, 0));
        }

        return owners;
    }

    private void CheckMethodImpls()
    {
        MetadataTable implementations = metadata[TableId.MethodImpl];
        for (int row = 1; row <= implementations.Rows && !findings.HasFatal; row++)
        {
            if (implementations.TargetTable(row, 1) == TableId.MethodDef
                && shape.OwnerOfMethod(implementations.Target(row, 1)) != implementations.Target(row, 0))
                findings.Fatal(ImageCodes.Ownership, implementations.Token(row), "A type implements a method with a body of another type.");
        }
    }
}
