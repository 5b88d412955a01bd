using Compliance.Events.Archive;

namespace Compliance.Search.Position;

/// <summary>How far one partition is in the index.</summary>
/// <param name="Target">Address and prefix of the index: in another one, nothing is there yet.</param>
/// <param name="Next">The next offset to read.</param>
/// <param name="Sequences">State of the sequences there.</param>
internal sealed record SearchPosition(string Target, long Next, IReadOnlyList<SequenceMark> Sequences);
