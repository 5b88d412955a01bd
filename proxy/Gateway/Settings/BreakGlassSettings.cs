using System.Collections.Immutable;
using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Who may open what policies close, as written: files of public keys below the names of people.</summary>
internal sealed record BreakGlassSettings(Place Place, Text Folder, Text Origin, ImmutableArray<(Text Name, ImmutableArray<Text> Keys)> People, TimeSpan Max);
