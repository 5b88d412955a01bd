namespace Compliance.Kafka.Wire;

/// <summary>
/// One field of a walked message. Offsets count from the start of the body. Nodes stand in pre-order: what is below a
/// node stands between it and <see cref="Next"/>.
/// </summary>
public struct WalkNode
{
    /// <summary><see cref="Field"/> of an unknown tag and of a tag section.</summary>
    public const ushort NoField = ushort.MaxValue;

    /// <summary>Id in the program's fields, or <see cref="NoField"/>.</summary>
    public ushort Field { get; internal set; }

    public NodeKind Kind { get; internal set; }

    /// <summary>First byte, with a length, count or null marker.</summary>
    public int Start { get; internal set; }

    /// <summary>First byte behind a length, count or null marker; of a tag, the first of its payload.</summary>
    public int Content { get; internal set; }

    /// <summary>Behind the last byte.</summary>
    public int End { get; internal set; }

    /// <summary>Index of the node above; -1 for the message itself.</summary>
    public int Parent { get; internal set; }

    /// <summary>Index behind everything below: the next sibling, if any is left.</summary>
    public int Next { get; internal set; }

    /// <summary>Elements of an array, tags of a section, number of a tag; else 0.</summary>
    public int Count { get; internal set; }

    /// <summary>Bytes of the content.</summary>
    public readonly int Length => End - Content;
}
