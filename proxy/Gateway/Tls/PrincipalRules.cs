using System.Collections.Immutable;

namespace Compliance.Gateway.Tls;

/// <summary>From a certificate's name to a principal's: what the first rule that fits makes of it. Immutable.</summary>
internal sealed class PrincipalRules(ImmutableArray<PrincipalRule> rules)
{
    /// <summary>The name as it is.</summary>
    public static PrincipalRules Default { get; } = new([PrincipalRule.Default]);

    /// <summary>Null: no rule fits one of the names, or the one that does leaves nothing of it.</summary>
    public string? Apply(IEnumerable<string> names) =>
        names.SelectMany(_ => rules, (name, rule) => rule.Apply(name)).FirstOrDefault(result => result is not null) is { Length: > 0 } principal ? principal : null;

    public override string ToString() => string.Join(',', rules);
}
