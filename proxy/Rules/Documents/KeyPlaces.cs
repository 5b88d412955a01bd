using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Where the keys of a policy are: a relative path starts at the policy's folder.</summary>
internal static class KeyPlaces
{
    /// <summary>Null: the policy names no source.</summary>
    internal static KeySource? Source(PolicyDocument document, KeyEntry key) =>
        key.File is { } file ? InFile(document, file)
        : key.Variable is { } variable ? new(false, variable.Value)
        : null;

    /// <summary>Of keys that only turn back what they have made, newest first.</summary>
    internal static ImmutableArray<KeySource> Earlier(PolicyDocument document, KeyEntry key) =>
        [.. key.Earlier.Select(place => key.File is null ? new KeySource(false, place.Value) : InFile(document, place))];

    private static KeySource InFile(PolicyDocument document, Text file) => new(true, Path.Combine(Path.GetDirectoryName(document.File) ?? "", file.Value));
}
