using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

/// <summary>How long records of some topics are kept, as the policy states it: the brokers carry it out, this only tells it.</summary>
/// <param name="Id">Unique over all files.</param>
/// <param name="Topics">Patterns as written.</param>
/// <param name="Max">The longest; null: it was malformed, and a problem says so.</param>
/// <param name="IsCompacted">The last record of each key stays longer than that.</param>
/// <param name="Serves">Clauses that ask for it.</param>
internal sealed record RetentionEntry(Text Id, ImmutableArray<Text> Topics, TimeSpan? Max, bool IsCompacted, ImmutableArray<Text> Serves);
