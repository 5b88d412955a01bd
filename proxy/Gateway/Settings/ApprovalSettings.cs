using System.Collections.Immutable;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>The approvals that a route demands of its policies, as written: files of public keys below the names of people.</summary>
internal sealed record ApprovalSettings(Text Origin, ImmutableArray<(Text Name, ImmutableArray<Text> Keys)> People, int Needed, TimeSpan Within);
