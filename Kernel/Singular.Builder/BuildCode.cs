namespace Singular.Builder;

/// <summary>Why a build was refused. The names appear in reports and stay.</summary>
public enum BuildCode
{
    /// <summary>A program that the build needs is not on this machine.</summary>
    ToolMissing,

    /// <summary>The assembly has something that re-emit does not carry over and whose loss would change its meaning.</summary>
    NotCarried,

    /// <summary>A package defines a type in a namespace that the compiler or the runtime treats by name.</summary>
    ReservedNamespace,

    /// <summary>The written assembly is not the same after reading and writing it once more.</summary>
    NotAFixpoint,

    /// <summary>A type or member that is referenced is not in the assemblies of this build.</summary>
    UnresolvedReference,

    /// <summary>A class lacks a member that one of its interfaces or abstract bases asks for.</summary>
    MissingImplementation,

    /// <summary>Two assemblies of one build have the same name.</summary>
    DuplicateAssembly,

    /// <summary>Code is not type-safe in the form in which it would be compiled, or where it would run.</summary>
    NotTypeSafe,

    /// <summary>No boundary code or entry point can be generated for a contract or a driver.</summary>
    NotGeneratable,

    /// <summary>The compiler replaced code by a throw.</summary>
    CompilerWillThrow,

    /// <summary>The compiler ended with an error.</summary>
    CompilerFailed,

    /// <summary>The assembler or the linker ended with an error.</summary>
    LinkFailed,

    /// <summary>A tool ran longer or took more memory than it may.</summary>
    LimitExceeded,

    /// <summary>The script that builds the nucleus ended with an error.</summary>
    NucleusFailed,

    /// <summary>A boot image or a record in it is damaged or of another version.</summary>
    BadImage,

    /// <summary>A file or folder that the build reads is missing or cannot be read.</summary>
    InputMissing,
}
