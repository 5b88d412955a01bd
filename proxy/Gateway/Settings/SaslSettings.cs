using System.Collections.Immutable;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>How clients of a route prove who they are, as written: the users file, and which mechanisms it is asked by.</summary>
internal sealed record SaslSettings(Text Users, ImmutableArray<Text> Mechanisms);
