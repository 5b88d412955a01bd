using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>A key as a policy names it; the material is loaded by whoever applies the rules.</summary>
/// <param name="Name">Name in the policy.</param>
/// <param name="Source">A file (a relative path is already taken from the policy's folder), an environment variable, or what a service has wrapped.</param>
/// <param name="Place">Where the policy says so.</param>
/// <param name="Use">What the rules want of it.</param>
public sealed record KeyReference(string Name, KeySource Source, Place Place, KeyUse Use = KeyUse.Hash)
{
    /// <summary>Where the keys are that were used before it, newest first, to turn back what they have made.</summary>
    public ImmutableArray<KeySource> Earlier { get; init; } = [];

    /// <summary>All of its places, that of the key itself first.</summary>
    public IEnumerable<KeySource> Sources => Earlier.Prepend(Source);
}
