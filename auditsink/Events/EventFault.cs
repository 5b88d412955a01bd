namespace Compliance.Events;

/// <summary>Why and where bytes are no event. Names no byte of them.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Offset">Bytes from the start.</param>
/// <param name="Field">Number of the field, 0 where none is meant.</param>
public readonly record struct EventFault(EventFaultKind Kind, int Offset, int Field = 0);
