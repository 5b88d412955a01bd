namespace Compliance.Rules.Compiled;

/// <summary>The value is replaced by its HMAC-SHA-256, so that equal values of a class stay comparable.</summary>
/// <param name="Key">Name of the key in the policy.</param>
public sealed record Hash(string Key) : KeyedTreatment(Technique.Hash, Key, KeyUse.Hash);
