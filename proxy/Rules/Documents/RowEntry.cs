using System.Collections.Immutable;
using Compliance.Rules.Compiled;
using Compliance.Rules.Compiled.Rows;

namespace Compliance.Rules.Documents;

/// <summary>A rule of the rows section as written. <see cref="Predicate"/> null: it could not be read, and a problem says why.</summary>
internal sealed record RowEntry(
    Text Id, ImmutableArray<Text> Topics, AudienceEntry Audience, Text Keep, RowPredicate? Predicate, ValueFormats Format, ImmutableArray<Text> Serves);
