namespace Compliance.Rules.Compiled;

/// <summary>One exception of a protecting rule.</summary>
internal sealed record ExceptionRule(PeopleCondition Condition, Exemption Exemption);
