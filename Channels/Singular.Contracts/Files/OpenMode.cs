namespace Singular.Contracts;

public enum OpenMode
{
    /// <summary>The file must be there; it is not written.</summary>
    Read,

    /// <summary>The file must be there; it is read and written.</summary>
    ReadWrite,

    /// <summary>The file is made where it is missing and kept where it is there.</summary>
    OpenOrCreate,

    /// <summary>The file is made, or emptied where it is there.</summary>
    CreateOrTruncate,

    /// <summary>The file is made and must not be there yet.</summary>
    CreateNew,
}
