using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

internal sealed record FindEntry(ImmutableArray<Text> Topics, Text Path, ValueFormats Format);
