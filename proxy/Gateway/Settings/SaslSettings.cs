using System.Collections.Immutable;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>How clients of a route prove who they are, as written: by which mechanisms, and the users file where one of those asks it.</summary>
internal sealed record SaslSettings(Text? Users, ImmutableArray<Text> Mechanisms)
{
    /// <summary>Null: no token is taken.</summary>
    public OAuthSettings? OAuth { get; init; }

    /// <summary>Null: a login lasts as long as what proved it.</summary>
    public TimeSpan? MaxReauth { get; init; }
}
