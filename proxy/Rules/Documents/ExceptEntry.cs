using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

internal sealed record ExceptEntry(
    Place Place, ImmutableArray<Text> People, Text? Purpose, DateTimeOffset Until, Place UntilPlace, Text Ticket, Text ApprovedBy);
