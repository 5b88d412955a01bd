using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

internal sealed record HeaderEntry(Text Id, Text? Title, Text? Owner, PolicyMode Mode, ImmutableArray<Text> ApprovedBy, DateTimeOffset? ReviewBy, Place ReviewPlace);
