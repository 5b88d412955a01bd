using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Where the keys of a policy are: a relative path starts at the policy's folder.</summary>
internal static class KeyPlaces
{
    /// <summary>Null: the policy names no source.</summary>
    internal static KeySource? Source(PolicyDocument document, KeyEntry key) =>
        (key.File ?? key.Variable ?? key.Wrapped) is { } place ? At(document, key, place) : null;

    /// <summary>Of keys that only turn back what they have made, newest first.</summary>
    internal static ImmutableArray<KeySource> Earlier(PolicyDocument document, KeyEntry key) => [.. key.Earlier.Select(place => At(document, key, place))];

    /// <summary>How a source is called in words.</summary>
    internal static string Words(KeyEntry key) =>
        key.Service is { } service ? $"wrapped by {key.WrappedBy} of {service}: {key.Wrapped}" : key.File is { } file ? $"file {file}" : $"variable {key.Variable}";

    private static KeySource At(PolicyDocument document, KeyEntry key, Text place) =>
        key.Service is { } service ? KeySource.OfService(service.Value, key.WrappedBy?.Value ?? "", place.Value)
        : key.File is null ? new(false, place.Value)
        : new(true, Path.Combine(Path.GetDirectoryName(document.File) ?? "", place.Value));
}
