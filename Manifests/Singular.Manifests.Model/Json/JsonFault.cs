namespace Singular.Manifests;

/// <summary>Why a record's JSON was refused.</summary>
public enum JsonFault
{
    /// <summary>More bytes than the record may have.</summary>
    TooLarge,

    /// <summary>Not JSON after RFC 8259, or not valid UTF-8, or something stands behind its end.</summary>
    NotJson,

    /// <summary>Another member stands where this one must: missing, unknown, repeated or out of order.</summary>
    WrongMember,

    /// <summary>A value of another kind than the member takes.</summary>
    WrongKind,

    /// <summary>A value or length outside its range.</summary>
    OutOfRange,

    /// <summary>A name or text that is not formed as it must be.</summary>
    InvalidText,

    /// <summary>A form of the record that this system does not know.</summary>
    UnknownFormat,
}
