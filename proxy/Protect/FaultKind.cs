namespace Compliance.Protect;

/// <summary>Why a value can't be read, or not protected, under its plan.</summary>
public enum FaultKind : byte
{
    None,

    /// <summary>No bytes at all, or nothing but white space.</summary>
    Empty,

    /// <summary>It begins with a byte order mark, which JSON does not have.</summary>
    ByteOrderMark,
    InvalidUtf8,

    /// <summary>Not JSON; NaN and Infinity, comments and trailing commas included.</summary>
    Malformed,

    /// <summary>Objects and arrays nested deeper than 64, messages deeper than 100.</summary>
    TooDeep,

    /// <summary>Something follows the value: a second document, or rubbish.</summary>
    TrailingData,

    /// <summary>A string or a name that is no Unicode text: half of a surrogate pair.</summary>
    InvalidText,

    /// <summary>A hash, token or ciphertext is to be made of an object or array, or the whole value is to be dropped.</summary>
    TypeMismatch,

    /// <summary>The key of a hash, token or ciphertext is not at hand.</summary>
    KeyMissing,

    /// <summary>A ciphertext is not what its key made, or not for this place.</summary>
    Forged,

    /// <summary>The key has encrypted as often as it may.</summary>
    KeyWorn,

    /// <summary>A format-preserving token is to be made of characters outside of its alphabet, of a fraction, or of true and false.</summary>
    OutsideAlphabet,

    /// <summary>It says by no id what it was written by, where that is expected.</summary>
    Unframed,

    /// <summary>Its schema is not known: the registry is away, does not know it or is another one, or the schema can't be used.</summary>
    SchemaUnknown,

    /// <summary>Its schema is of another format than the policies expect.</summary>
    OtherFormat,

    /// <summary>Its schema has too many types for the paths of its plan.</summary>
    SchemaTooLarge,

    /// <summary>Not what its schema says.</summary>
    SchemaMismatch,

    /// <summary>Not CSV as every reader understands it.</summary>
    MalformedCsv,

    /// <summary>Its first line names none of the columns that the paths do, or a line has more or fewer cells than the columns need.</summary>
    NoColumn,

    /// <summary>It holds a message of a type that only it names, where the paths look for fields.</summary>
    Unfollowed,

    /// <summary>A message has a field that its schema lacks, and the policies want no such record.</summary>
    UnknownField,

    /// <summary>What is left of a value for a format-preserving token has fewer than a million values, or more characters than one may have.</summary>
    DomainUnfit,

    /// <summary>It holds what looks like sensitive data, and no class declares that.</summary>
    Undeclared,

    /// <summary>A date is to be shifted, and the value does not say whose it is, or says two.</summary>
    SubjectMissing,
}
