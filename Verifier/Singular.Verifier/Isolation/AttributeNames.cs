namespace Singular.Verifier.Isolation;

/// <summary>Which attributes of the platform do nothing but describe, and which have power over compiler, loader or verifier.
/// Everything of the platform that is in neither list is refused too.</summary>
internal static class AttributeNames
{
    private const string Compiler = "System.Runtime.CompilerServices.";
    private const string Diagnostics = "System.Diagnostics.";
    private const string Analysis = "System.Diagnostics.CodeAnalysis.";
    private const string Reflection = "System.Reflection.";

    /// <summary>Attributes that are refused wherever they are defined: compilers and loaders know them by name.</summary>
    public static readonly HashSet<string> Power = new(StringComparer.Ordinal)
    {
        Compiler + "UnsafeAccessorAttribute", Compiler + "UnsafeAccessorTypeAttribute", Compiler + "IgnoresAccessChecksToAttribute",
        Compiler + "IntrinsicAttribute", Compiler + "SkipLocalsInitAttribute", Compiler + "FixedAddressValueTypeAttribute",
        Compiler + "ModuleInitializerAttribute", Compiler + "EagerStaticClassConstructionAttribute", Compiler + "DisablePrivateReflectionAttribute",
        Compiler + "DisableRuntimeMarshallingAttribute", Compiler + "UnsafeValueTypeAttribute", Compiler + "FixedBufferAttribute",
        Compiler + "TypeForwardedToAttribute", Compiler + "TypeForwardedFromAttribute", Compiler + "ReferenceAssemblyAttribute",
        Compiler + "AsyncMethodBuilderAttribute", Compiler + "MethodImplAttribute", Compiler + "SuppressIldasmAttribute",
        Compiler + "BypassReadyToRunAttribute", Compiler + "CompilerLoweringPreserveAttribute", Compiler + "MetadataUpdateOriginalTypeAttribute",
        Compiler + "DefaultDependencyAttribute", Compiler + "DependencyAttribute", Compiler + "StringFreezingAttribute",
        "System.Runtime.InteropServices.UnmanagedCallersOnlyAttribute", "System.Runtime.InteropServices.SuppressGCTransitionAttribute",
        "System.Runtime.InteropServices.DllImportAttribute", "System.Runtime.InteropServices.LibraryImportAttribute",
        "System.Runtime.InteropServices.DefaultDllImportSearchPathsAttribute", "System.Runtime.InteropServices.ComImportAttribute",
        "System.Runtime.InteropServices.ComVisibleAttribute", "System.Runtime.InteropServices.GuidAttribute",
        "System.Runtime.InteropServices.MarshalAsAttribute", "System.Runtime.InteropServices.PreserveSigAttribute",
        "System.Runtime.InteropServices.DynamicInterfaceCastableImplementationAttribute",
        "System.Runtime.InteropServices.InterfaceTypeAttribute", "System.Runtime.InteropServices.ClassInterfaceAttribute",
        "System.Runtime.InteropServices.CoClassAttribute", "System.Runtime.InteropServices.UnmanagedFunctionPointerAttribute",
        "System.Runtime.RuntimeExportAttribute", "System.Runtime.RuntimeImportAttribute", "System.Runtime.BypassNGenAttribute",
        "System.ThreadStaticAttribute", "System.ContextStaticAttribute", "System.STAThreadAttribute", "System.MTAThreadAttribute",
        "System.Security.UnverifiableCodeAttribute", "System.Security.SuppressUnmanagedCodeSecurityAttribute",
        "System.Security.Permissions.SecurityPermissionAttribute", "System.Security.AllowPartiallyTrustedCallersAttribute",
        "System.Runtime.Versioning.NonVersionableAttribute", Reflection + "Metadata.MetadataUpdateHandlerAttribute",
    };

    /// <summary>Attributes of the platform that only describe.</summary>
    public static readonly HashSet<string> Inert = new(StringComparer.Ordinal)
    {
        "System.FlagsAttribute", "System.ObsoleteAttribute", "System.AttributeUsageAttribute", "System.CLSCompliantAttribute",
        "System.ParamArrayAttribute", "System.SerializableAttribute", "System.NonSerializedAttribute",
        "System.ComponentModel.EditorBrowsableAttribute", "System.ComponentModel.DescriptionAttribute", "System.ComponentModel.DefaultValueAttribute",
        Reflection + "DefaultMemberAttribute", Reflection + "AssemblyCompanyAttribute", Reflection + "AssemblyConfigurationAttribute",
        Reflection + "AssemblyCopyrightAttribute", Reflection + "AssemblyDescriptionAttribute", Reflection + "AssemblyFileVersionAttribute",
        Reflection + "AssemblyInformationalVersionAttribute", Reflection + "AssemblyMetadataAttribute", Reflection + "AssemblyProductAttribute",
        Reflection + "AssemblyTitleAttribute", Reflection + "AssemblyTrademarkAttribute", Reflection + "AssemblyVersionAttribute",
        Reflection + "AssemblyCultureAttribute", Reflection + "AssemblyDefaultAliasAttribute",
        "System.Resources.NeutralResourcesLanguageAttribute", "System.Runtime.Versioning.TargetFrameworkAttribute",
        "System.Runtime.Versioning.SupportedOSPlatformAttribute", "System.Runtime.Versioning.TargetPlatformAttribute",
        "System.Runtime.Versioning.RequiresPreviewFeaturesAttribute",
        "System.Runtime.InteropServices.InAttribute", "System.Runtime.InteropServices.OutAttribute", "System.Runtime.InteropServices.OptionalAttribute",
        Diagnostics + "ConditionalAttribute", Diagnostics + "DebuggableAttribute", Diagnostics + "DebuggerBrowsableAttribute",
        Diagnostics + "DebuggerDisplayAttribute", Diagnostics + "DebuggerHiddenAttribute", Diagnostics + "DebuggerNonUserCodeAttribute",
        Diagnostics + "DebuggerStepThroughAttribute", Diagnostics + "DebuggerTypeProxyAttribute", Diagnostics + "StackTraceHiddenAttribute",
        Diagnostics + "DebuggerStepperBoundaryAttribute", Diagnostics + "DebuggerDisableUserUnhandledExceptionsAttribute",
        Analysis + "SuppressMessageAttribute", Analysis + "UnconditionalSuppressMessageAttribute", Analysis + "ExcludeFromCodeCoverageAttribute",
        Analysis + "AllowNullAttribute", Analysis + "DisallowNullAttribute", Analysis + "MaybeNullAttribute", Analysis + "MaybeNullWhenAttribute",
        Analysis + "NotNullAttribute", Analysis + "NotNullWhenAttribute", Analysis + "NotNullIfNotNullAttribute", Analysis + "MemberNotNullAttribute",
        Analysis + "MemberNotNullWhenAttribute", Analysis + "DoesNotReturnAttribute", Analysis + "DoesNotReturnIfAttribute",
        Analysis + "StringSyntaxAttribute", Analysis + "SetsRequiredMembersAttribute", Analysis + "ExperimentalAttribute",
        Analysis + "UnscopedRefAttribute", Analysis + "ConstantExpectedAttribute",

        // Keeps members from being trimmed: more code, and re-emit drops it. The F# compiler writes it on constructors of records.
        Analysis + "DynamicDependencyAttribute",
        Compiler + "CompilationRelaxationsAttribute", Compiler + "CompilerGeneratedAttribute", Compiler + "ExtensionAttribute",
        Compiler + "AsyncStateMachineAttribute", Compiler + "IteratorStateMachineAttribute", Compiler + "AsyncIteratorStateMachineAttribute",
        Compiler + "NullableAttribute", Compiler + "NullableContextAttribute", Compiler + "NullablePublicOnlyAttribute",
        Compiler + "NativeIntegerAttribute", Compiler + "IsReadOnlyAttribute", Compiler + "IsByRefLikeAttribute", Compiler + "IsUnmanagedAttribute",
        Compiler + "InlineArrayAttribute", Compiler + "ScopedRefAttribute", Compiler + "RefSafetyRulesAttribute", Compiler + "RequiresLocationAttribute",
        Compiler + "RequiredMemberAttribute", Compiler + "CompilerFeatureRequiredAttribute", Compiler + "ParamCollectionAttribute",
        Compiler + "PreserveBaseOverridesAttribute", Compiler + "TupleElementNamesAttribute", Compiler + "DecimalConstantAttribute",
        Compiler + "DateTimeConstantAttribute", Compiler + "CallerMemberNameAttribute", Compiler + "CallerFilePathAttribute",
        Compiler + "CallerLineNumberAttribute", Compiler + "CallerArgumentExpressionAttribute", Compiler + "OverloadResolutionPriorityAttribute",
        Compiler + "CollectionBuilderAttribute", Compiler + "InterpolatedStringHandlerAttribute", Compiler + "InterpolatedStringHandlerArgumentAttribute",
        Compiler + "InternalsVisibleToAttribute", Compiler + "IndexerNameAttribute", Compiler + "EnumeratorCancellationAttribute",
        Compiler + "SpecialNameAttribute", Compiler + "AccessedThroughPropertyAttribute", Compiler + "ExtensionMarkerAttribute",
        "Microsoft.CodeAnalysis.EmbeddedAttribute", "Microsoft.VisualBasic.CompilerServices.StandardModuleAttribute",
    };
}
