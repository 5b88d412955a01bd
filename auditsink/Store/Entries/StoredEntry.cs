using Compliance.Events.Archive;

namespace Compliance.Store.Entries;

/// <summary>An entry as it lies in the store.</summary>
/// <param name="Name">Of its object.</param>
/// <param name="Bytes">Of its object, exactly.</param>
/// <param name="Entry">What they say.</param>
public sealed record StoredEntry(string Name, ReadOnlyMemory<byte> Bytes, ManifestEntry Entry);
