namespace Compliance.Kafka.Wire.Splicing;

/// <summary>What a <see cref="Patch"/> does. In this order patches that begin at one byte are written.</summary>
internal enum PatchKind : byte
{
    /// <summary>New elements at an array's end.</summary>
    Insert,

    /// <summary>A node with all below it is replaced, or removed; patches below it are void.</summary>
    Cover,

    /// <summary>The value of a leaf.</summary>
    Set,

    /// <summary>The count in front of an array or tag section, changed by removals and insertions.</summary>
    Count,

    /// <summary>Tag and size in front of a tagged field, whose payload changed its length.</summary>
    TagSize,
}
