namespace Compliance.Rules.Compiled;

/// <summary>A key as a policy names it; the material is loaded by whoever applies the rules.</summary>
/// <param name="Name">Name in the policy.</param>
/// <param name="Source">A file (a relative path is already taken from the policy's folder) or an environment variable.</param>
/// <param name="Place">Where the policy says so.</param>
/// <param name="Use">What the rules want of it.</param>
public sealed record KeyReference(string Name, KeySource Source, Place Place, KeyUse Use = KeyUse.Hash);
