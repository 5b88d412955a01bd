namespace Compliance.Protect.Formats.Avro;

/// <summary>Logical types whose values are treated as what they mean; one of all others is treated as its plain type.</summary>
internal enum AvroLogical : byte
{
    None,

    /// <summary>Of bytes or fixed: an unscaled number, big endian.</summary>
    Decimal,

    /// <summary>Of int: days since 1970.</summary>
    Date,

    /// <summary>Of long: so many parts of a second since 1970; <see cref="AvroType.Digits"/> tells which.</summary>
    Timestamp,

    /// <summary>The same, of a clock on some wall.</summary>
    LocalTimestamp,

    /// <summary>Of string, or of 16 fixed bytes.</summary>
    Uuid,
}
