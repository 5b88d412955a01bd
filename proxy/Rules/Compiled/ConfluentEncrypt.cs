namespace Compliance.Rules.Compiled;

/// <summary>
/// As <see cref="Encrypt"/>, in the form of Confluent's client-side field level encryption with AES256_GCM: clients that have the key read it,
/// and what they write is read. Of texts and bytes alone.
/// </summary>
/// <param name="Key">Name of the key in the policy: the data encryption key.</param>
/// <param name="Version">Its number in the registry of such keys, which stands before each ciphertext where they expire; null: they don't.</param>
public sealed record ConfluentEncrypt(string Key, int? Version) : KeyedTreatment(Technique.Encrypt, Key, KeyUse.Gcm);
