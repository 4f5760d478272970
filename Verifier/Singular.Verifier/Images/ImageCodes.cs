namespace Singular.Verifier.Images;

/// <summary>Names of the findings about an image's bytes. Where ILVerify has the rule, its name is used.</summary>
public static class ImageCodes
{
    public const string Truncated = "ImageTruncated";
    public const string Limit = "ImageLimit";
    public const string Header = "ImageHeader";
    public const string Section = "ImageSection";
    public const string CliHeader = "ImageCliHeader";
    public const string MetadataRoot = "ImageMetadataRoot";
    public const string Stream = "ImageStream";
    public const string Tables = "ImageTables";
    public const string Sorting = "ImageSorting";
    public const string Index = "ImageIndex";
    public const string Name = "ImageName";
    public const string Heap = "ImageHeap";
    public const string Ownership = "ImageOwnership";
    public const string Nesting = "ImageNesting";
    public const string GenericParameter = "ImageGenericParameter";
    public const string Constant = "ImageConstant";
    public const string Layout = "ImageLayout";
    public const string FieldData = "ImageFieldData";
    public const string Signature = "ImageSignature";
    public const string Modifier = "ImageModifier";
    public const string Attribute = "ImageAttribute";
    public const string Scope = "ImageScope";
    public const string MemberAccess = "ImageMemberAccess";
    public const string ModuleType = "ImageModuleType";
    public const string Body = "ImageBody";
    public const string CodeSizeZero = "CodeSizeZero";
    public const string ClauseOutOfRange = "EHClauseOutOfRange";
    public const string ClauseBoundary = "EHClauseBoundary";
    public const string ClauseEmpty = "EHClauseEmpty";
    public const string UnknownOpcode = "UnknownOpcode";
    public const string TokenResolve = "TokenResolve";
    public const string ExpectedMethodToken = "ExpectedMethodToken";
    public const string ExpectedFieldToken = "ExpectedFieldToken";
    public const string StringOperand = "StringOperand";

    public const string NotILOnly = "IsolationNotILOnly";
    public const string NativeHeader = "IsolationNativeHeader";
    public const string NativeDirectory = "IsolationNativeDirectory";
    public const string NativeEntryPoint = "IsolationNativeEntryPoint";
    public const string Resource = "IsolationResource";
    public const string ExportedType = "IsolationExportedType";
    public const string MultiModule = "IsolationMultiModule";
    public const string PInvoke = "IsolationPInvoke";
    public const string Security = "IsolationSecurity";
    public const string Marshalling = "IsolationMarshalling";
    public const string ModuleMember = "IsolationModuleMember";
    public const string Pointer = "IsolationPointer";
    public const string FunctionPointer = "IsolationFunctionPointer";
    public const string VarArgs = "IsolationVarArgs";
    public const string TypedReference = "IsolationTypedReference";
    public const string NoBody = "IsolationNoBody";
    public const string UnknownStream = "IsolationUnknownStream";
}
