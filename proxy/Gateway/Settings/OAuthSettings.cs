using System.Collections.Immutable;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Which tokens let a client in, as written. <see cref="Keys"/> is an address or a file.</summary>
internal sealed record OAuthSettings(Text Keys, Text Issuer, ImmutableArray<Text> Audiences)
{
    public Text? Ca { get; init; }
    public string Principal { get; init; } = "sub";
    public string? Groups { get; init; }
    public ImmutableArray<string> Claims { get; init; } = [];
    public ImmutableArray<string> Scopes { get; init; } = [];
    public ImmutableArray<(string Claim, ImmutableArray<string> Values)> Required { get; init; } = [];
    public string? Type { get; init; }
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(30);

    public Uri? Url => Keys.Value.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(Keys.Value, UriKind.Absolute, out var url) ? url : null;
}
