namespace Singular.Manifests;

/// <summary>Why a package, key, file or installation was refused. The name is the code that people and programs see.</summary>
public enum RefusalCode
{
    // Reading files
    FileMissing,
    FileUnreadable,
    FileTooLarge,
    DiskFull,

    // Feeds
    FeedUnavailable,
    FeedInvalid,
    FeedInsecure,

    // The package as a zip file
    ZipBroken,
    ZipNotCanonical,
    ZipTooManyEntries,
    ZipEntryTooLarge,
    ZipRatioTooHigh,
    EntryDuplicate,
    EntryPathUnsafe,
    EntryLink,
    EntryForbiddenFolder,
    EntryUnexpected,
    EntryMissing,
    EntryDamaged,

    // The package's contents
    NuspecInvalid,
    NuspecDiffers,
    ManifestInvalid,
    ManifestDiffers,

    // The driver's IL, as far as the manifest is derived from it
    AssemblyUnreadable,
    AssemblyTooLarge,
    AssemblyNotFound,
    AssemblyVersionInvalid,
    AssemblyNameReserved,
    AssemblyNameDiffers,
    DriverClassMissing,
    DriverClassNotUnique,
    DriverClassInvalid,
    ConstructorInvalid,
    ParameterInvalid,
    ContractInvalid,

    // Signatures
    SignatureMissing,
    SignaturePresent,
    SignatureBroken,
    SignatureNotCanonical,
    SignatureAlgorithmRefused,
    SignatureAttributeRefused,
    CertificateInvalid,
    CertificateUsageRefused,
    CertificateExpired,
    CertificateNotYetValid,
    CertificateRevoked,
    TimeStampInvalid,
    TimeStampUnavailable,
    KeyTooWeak,
    SignerUnknown,
    SignerOutOfScope,
    CountersignaturePresent,
    AttestationInvalid,
    AttestationDiffers,

    // Keys, trust and policy files
    KeyInvalid,
    KeyExists,
    KeyFileOpen,
    ExternalSignerFailed,
    TrustInvalid,
    PolicyInvalid,

    // The policy's decision
    PolicyDenies,
    GrantMissing,
    MemoryCeilingExceeded,
    WorkCeilingExceeded,
    PortCeilingExceeded,
    InterruptCeilingExceeded,

    // What drivers ask for together
    PortRangeOwned,
    InterruptLineOwned,
    ContractMissing,
    ContractDiffers,
    ContractTooNew,
    ProviderAmbiguous,
    BindUnknown,
    BindMismatch,
    ImportCycle,
    ProfileTooNew,
    KernelInterfaceTooNew,

    // Installing and the store
    RootMissing,
    RootInvalid,
    StoreLocked,
    StoreDamaged,
    StoreLeftover,
    HistoryBroken,
    TooManyDrivers,
    VersionInstalled,
    Downgrade,
    NotInstalled,
    PackageNotFound,
    ResourcesGrow,
    LockFileInvalid,
    LockFileDiffers,
    VerificationFailed,
    CompilationFailed,
}
