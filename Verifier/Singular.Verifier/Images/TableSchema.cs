using static Singular.Verifier.Images.TableId;

namespace Singular.Verifier.Images;

/// <summary>The columns of every metadata table (ECMA-335 II.22) and the coded indices (II.24.2.6).</summary>
internal static class TableSchema
{
    /// <summary>One more than the highest table number that may occur.</summary>
    public const int TableCount = 0x2D;

    private static readonly Column U16 = new(ColumnKind.U16, [], 0, false);
    private static readonly Column U32 = new(ColumnKind.U32, [], 0, false);
    private static readonly Column Name = new(ColumnKind.String, [], 0, true);
    private static readonly Column OptionalName = new(ColumnKind.String, [], 0, false);
    private static readonly Column Guid = new(ColumnKind.Guid, [], 0, false);
    private static readonly Column Signature = new(ColumnKind.Blob, [], 0, true);
    private static readonly Column Blob = new(ColumnKind.Blob, [], 0, false);

    private static readonly Column HasConstant = Coded(2, true, Field, Param, Property);
    private static readonly Column HasFieldMarshal = Coded(1, true, Field, Param);
    private static readonly Column HasDeclSecurity = Coded(2, true, TypeDef, MethodDef, Assembly);
    private static readonly Column MemberRefParent = Coded(3, true, TypeDef, TypeRef, ModuleRef, MethodDef, TypeSpec);
    private static readonly Column HasSemantics = Coded(1, true, Event, Property);
    private static readonly Column MethodDefOrRef = Coded(1, true, MethodDef, MemberRef);
    private static readonly Column MemberForwarded = Coded(1, true, Field, MethodDef);
    private static readonly Column Implementation = Coded(2, true, TableId.File, AssemblyRef, ExportedType);
    private static readonly Column OptionalImplementation = Coded(2, false, TableId.File, AssemblyRef, ExportedType);
    private static readonly Column CustomAttributeType = Coded(3, true, None, None, MethodDef, MemberRef);
    private static readonly Column ResolutionScope = Coded(2, true, Module, ModuleRef, AssemblyRef, TypeRef);
    private static readonly Column TypeOrMethodDef = Coded(1, true, TypeDef, MethodDef);
    private static readonly Column TypeDefOrRef = Coded(2, true, TypeDef, TypeRef, TypeSpec);
    private static readonly Column OptionalTypeDefOrRef = Coded(2, false, TypeDef, TypeRef, TypeSpec);

    private static readonly Column HasCustomAttribute = Coded(5, true, MethodDef, Field, TypeRef, TypeDef, Param, InterfaceImpl,
        MemberRef, Module, DeclSecurity, Property, Event, StandAloneSig, ModuleRef, TypeSpec, Assembly, AssemblyRef, TableId.File,
        ExportedType, ManifestResource, GenericParam, GenericParamConstraint, MethodSpec);

    /// <summary>Columns by table number; null where no table has the number.</summary>
    public static readonly Column[]?[] Tables = Build();

    /// <summary>Column that a table must be sorted by (ECMA-335 II.22, "Sorting"), -1 where it need not be.</summary>
    public static int SortKey(TableId table) => table switch
    {
        InterfaceImpl or NestedClass or FieldMarshal or CustomAttribute or MethodImpl or GenericParamConstraint => 0,
        Constant or FieldLayout or FieldRva or ImplMap or DeclSecurity => 1,
        ClassLayout or MethodSemantics or GenericParam => 2,
        _ => -1,
    };

    /// <summary>Whether a table may hold only one row for each value of its sort key.</summary>
    public static bool IsKeyUnique(TableId table) =>
        table is NestedClass or FieldMarshal or Constant or FieldLayout or FieldRva or ImplMap or ClassLayout;

    /// <summary>Tables of the bits of TypeDefOrRef as they stand in signatures (II.23.2.8).</summary>
    public static TableId TypeToken(uint coded) => (coded & 3) switch { 0 => TypeDef, 1 => TypeRef, 2 => TypeSpec, _ => None };

    private static Column Coded(int tagBits, bool required, params TableId[] tables) => new(ColumnKind.Index, tables, tagBits, required);

    private static Column To(TableId table, bool required = true) => new(ColumnKind.Index, [table], 0, required);

    private static Column[]?[] Build()
    {
        var t = new Column[]?[TableCount];
        t[(int)Module] = [U16, Name, Guid, Guid, Guid];
        t[(int)TypeRef] = [ResolutionScope, Name, OptionalName];
        t[(int)TypeDef] = [U32, Name, OptionalName, OptionalTypeDefOrRef, To(Field, false), To(MethodDef, false)];
        t[(int)Field] = [U16, Name, Signature];
        t[(int)MethodDef] = [U32, U16, U16, Name, Signature, To(Param, false)];
        t[(int)Param] = [U16, U16, OptionalName];
        t[(int)InterfaceImpl] = [To(TypeDef), TypeDefOrRef];
        t[(int)MemberRef] = [MemberRefParent, Name, Signature];
        t[(int)Constant] = [U16, HasConstant, Blob];
        t[(int)CustomAttribute] = [HasCustomAttribute, CustomAttributeType, Blob];
        t[(int)FieldMarshal] = [HasFieldMarshal, Signature];
        t[(int)DeclSecurity] = [U16, HasDeclSecurity, Blob];
        t[(int)ClassLayout] = [U16, U32, To(TypeDef)];
        t[(int)FieldLayout] = [U32, To(Field)];
        t[(int)StandAloneSig] = [Signature];
        t[(int)EventMap] = [To(TypeDef), To(Event, false)];
        t[(int)Event] = [U16, Name, TypeDefOrRef];
        t[(int)PropertyMap] = [To(TypeDef), To(Property, false)];
        t[(int)Property] = [U16, Name, Signature];
        t[(int)MethodSemantics] = [U16, To(MethodDef), HasSemantics];
        t[(int)MethodImpl] = [To(TypeDef), MethodDefOrRef, MethodDefOrRef];
        t[(int)ModuleRef] = [Name];
        t[(int)TypeSpec] = [Signature];
        t[(int)ImplMap] = [U16, MemberForwarded, OptionalName, To(ModuleRef)];
        t[(int)FieldRva] = [U32, To(Field)];
        t[(int)Assembly] = [U32, U16, U16, U16, U16, U32, Blob, Name, OptionalName];
        t[(int)AssemblyProcessor] = [U32];
        t[(int)AssemblyOs] = [U32, U32, U32];
        t[(int)AssemblyRef] = [U16, U16, U16, U16, U32, Blob, Name, OptionalName, Blob];
        t[(int)AssemblyRefProcessor] = [U32, To(AssemblyRef)];
        t[(int)AssemblyRefOs] = [U32, U32, U32, To(AssemblyRef)];
        t[(int)TableId.File] = [U32, Name, Blob];
        t[(int)ExportedType] = [U32, U32, Name, OptionalName, Implementation];
        t[(int)ManifestResource] = [U32, U32, Name, OptionalImplementation];
        t[(int)NestedClass] = [To(TypeDef), To(TypeDef)];
        t[(int)GenericParam] = [U16, U16, TypeOrMethodDef, OptionalName];
        t[(int)MethodSpec] = [MethodDefOrRef, Signature];
        t[(int)GenericParamConstraint] = [To(GenericParam), TypeDefOrRef];
        return t;
    }
}
