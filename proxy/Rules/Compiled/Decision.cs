namespace Compliance.Rules.Compiled;

/// <summary>
/// The answer to "may the caller do this to that?".
/// </summary>
/// <param name="Allowed">False unless a rule allows and none denies.</param>
/// <param name="RuleId">The access rule that decided; null: no rule speaks of it, so it is denied.</param>
/// <param name="Policy">The policy of that rule; without a rule the only policy there is, or null where there are several.</param>
public readonly record struct Decision(bool Allowed, string? RuleId, PolicyIdentity? Policy);
