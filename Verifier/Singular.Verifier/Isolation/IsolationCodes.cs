namespace Singular.Verifier.Isolation;

/// <summary>Names of the findings about isolation that are made on the model. Those about the image's bytes are in
/// <see cref="Images.ImageCodes"/>.</summary>
public static class IsolationCodes
{
    public const string ForeignAssembly = "IsolationForeignAssembly";
    public const string AssemblyName = "IsolationAssemblyName";
    public const string Namespace = "IsolationNamespace";
    public const string Attribute = "IsolationAttribute";
    public const string PowerAttribute = "IsolationPowerAttribute";
    public const string TypeNotInProfile = "ProfileType";
    public const string MemberNotInProfile = "ProfileMember";
    public const string BaseType = "ProfileBase";
    public const string TypeArgument = "ProfileTypeArgument";
    public const string Shape = "ProfileShape";
    public const string Linear = "ProfileLinear";
    public const string PlatformDelegate = "ProfileDelegate";
    public const string Boxing = "ProfileBoxing";
    public const string MethodKind = "IsolationMethodKind";
    public const string Finalizer = "IsolationFinalizer";
    public const string AsyncVoid = "IsolationAsyncVoid";
    public const string RuntimeAsync = "IsolationRuntimeAsync";
    public const string MutableStatic = "IsolationMutableStatic";
    public const string ExceptionFilter = "IsolationExceptionFilter";
    public const string Lock = "IsolationLock";
    public const string Layout = "IsolationLayout";
    public const string Expansion = "IsolationExpansion";
    public const string Token = "IsolationToken";
}
