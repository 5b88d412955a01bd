using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Where the keys of a policy are: a relative path starts at the policy's folder.</summary>
internal static class KeyPlaces
{
    /// <summary>Null: the policy names no source.</summary>
    internal static KeySource? Source(PolicyDocument document, KeyEntry key) =>
        key.File is { } file ? new(true, Path.Combine(Path.GetDirectoryName(document.File) ?? "", file.Value))
        : key.Variable is { } variable ? new(false, variable.Value)
        : null;
}
