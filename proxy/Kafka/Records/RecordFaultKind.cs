namespace Compliance.Kafka.Records;

/// <summary>Why a batch or one of its records can't be read.</summary>
public enum RecordFaultKind
{
    /// <summary>A length field contradicts the format or the bytes around it.</summary>
    Length,

    /// <summary>A magic other than 0, 1 and 2, or an inner message of another magic than its wrapper.</summary>
    Magic,

    /// <summary>The checksum is not that of the bytes.</summary>
    Crc,

    /// <summary>Codec bits without a codec, or a codec that this magic does not have.</summary>
    Codec,

    /// <summary>The codec refuses the compressed bytes.</summary>
    Compressed,

    /// <summary>More decompressed bytes than <see cref="RecordLimits.MaxBytes"/>.</summary>
    TooLarge,

    /// <summary>More decompressed bytes than <see cref="RecordLimits.MaxRatio"/> allows for so few compressed ones.</summary>
    Ratio,

    /// <summary>More records than <see cref="RecordLimits.MaxRecords"/>.</summary>
    TooManyRecords,

    /// <summary>The count in the header is not the number of records that follow it.</summary>
    RecordCount,

    /// <summary>A record's own lengths contradict each other.</summary>
    Record,

    /// <summary>A compressed message inside a compressed message.</summary>
    Nested,
}
