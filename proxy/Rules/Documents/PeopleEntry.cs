using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

internal sealed record PeopleEntry(Text Name, ImmutableArray<Text> Principals, ImmutableArray<string> Mechanisms);
