namespace Compliance.Rules.Compiled;

/// <summary>
/// The value is replaced by its ciphertext, another one each time; who may see the value gets it back, and what was changed since is refused.
/// </summary>
/// <param name="Key">Name of the key in the policy.</param>
/// <param name="IsBoundToPath">The ciphertext belongs to the path of its class, and not to the class alone.</param>
public sealed record Encrypt(string Key, bool IsBoundToPath) : KeyedTreatment(Technique.Encrypt, Key, KeyUse.Encrypt);
