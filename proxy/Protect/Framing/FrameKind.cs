namespace Compliance.Protect.Framing;

/// <summary>How a value says what it was written by.</summary>
internal enum FrameKind : byte
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>By an id of a schema registry, as Confluent's clients write it.</summary>
    Registered,

    /// <summary>0x03, compression, UUID: AWS Glue's registry, which is not asked.</summary>
    Glue,

    /// <summary>0x00 and eight bytes: Apicurio's older clients, whose ids are not those of Confluent's API.</summary>
    Apicurio,

    /// <summary>0xC3 0x01 and the schema's fingerprint: Avro's own, for which there is no registry.</summary>
    SingleObject,
}
