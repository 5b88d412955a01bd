using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

/// <summary>A rule of the quotas section as written. <see cref="Reveals"/> zero: it could not be read, and a problem says why.</summary>
internal sealed record QuotaEntry(Text Id, ImmutableArray<Text> People, UnlessEntry? Unless, int Reveals, TimeSpan Window, ImmutableArray<Text> Serves);
