using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

internal sealed record HeaderEntry(Text Id, Text? Title, Text? Owner, ImmutableArray<Text> ApprovedBy, DateTimeOffset? ReviewBy, Place ReviewPlace);
