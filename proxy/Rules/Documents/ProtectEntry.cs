using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>A part that could not be read is null; the rule stays, so that what refers to it is not reported as well.</summary>
internal sealed record ProtectEntry(Text Id, Text? Class, When? When, TreatmentEntry? Do, ImmutableArray<ExceptEntry> Except, ImmutableArray<Text> Serves);
