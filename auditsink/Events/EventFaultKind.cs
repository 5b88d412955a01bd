namespace Compliance.Events;

/// <summary>Why bytes are no event, or no batch of them.</summary>
public enum EventFaultKind
{
    /// <summary>The first byte names a form that this version does not know.</summary>
    UnknownFormat,

    /// <summary>The bytes end within a value, or a length is larger than what is left.</summary>
    Truncated,

    /// <summary>Fields must stand in growing order, each once.</summary>
    OutOfOrder,

    /// <summary>A value does not have the form that its field has.</summary>
    BadValue,

    /// <summary>The checksum is another one.</summary>
    BadChecksum,

    /// <summary>Count, sequences and content of a batch do not agree.</summary>
    BadCount,
}
