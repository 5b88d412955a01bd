namespace Compliance.Signing;

/// <summary>One signature of a note: under which name and key, and the algorithm's own bytes.</summary>
public sealed record NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Bytes);
