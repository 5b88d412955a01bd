namespace Compliance.Rules.Documents;

internal sealed record ExceptEntry(
    Place Place, ConditionEntry For, DateTimeOffset Until, Place UntilPlace, Text Ticket, Text ApprovedBy);
