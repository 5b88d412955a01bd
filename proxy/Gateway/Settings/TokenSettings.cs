using System.Collections.Immutable;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Where the tokens of a login come from, as written.</summary>
internal sealed record TokenSettings(Uri Url, ImmutableArray<Text> Scopes)
{
    public Text? Audience { get; init; }
    public Text? Ca { get; init; }

    /// <summary>As <see cref="TokenPlan.Extensions"/>.</summary>
    public string Extensions { get; init; } = "";
}
