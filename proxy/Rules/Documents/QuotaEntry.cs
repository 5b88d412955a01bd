using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

/// <summary>A rule of the quotas section as written. What it does not bound, or what could not be read (and a problem says why), is 0.</summary>
internal sealed record QuotaEntry(
    Text Id, AudienceEntry Audience, int Reveals, TimeSpan Window, long ReadPerSecond, long WritePerSecond, ImmutableArray<Text> Serves);
