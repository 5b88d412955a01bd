using System.Collections.Immutable;

namespace Compliance.Gateway.Tls;

/// <summary>From a certificate's name to a principal's: the first rule that fits. Immutable.</summary>
internal sealed class PrincipalRules(ImmutableArray<PrincipalRule> rules)
{
    /// <summary>The name as it is.</summary>
    public static PrincipalRules Default { get; } = new([PrincipalRule.Default]);

    /// <summary>Null: no rule fits one of the names.</summary>
    public string? Apply(IEnumerable<string> names) =>
        names.SelectMany(_ => rules, (name, rule) => rule.Apply(name)).FirstOrDefault(result => !string.IsNullOrEmpty(result));

    public override string ToString() => string.Join(',', rules);
}
