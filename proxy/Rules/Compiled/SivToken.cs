namespace Compliance.Rules.Compiled;

/// <summary>
/// The value is replaced by its AES-SIV token in base64: equal values have equal tokens, and who may see the value gets it back.
/// </summary>
/// <param name="Key">Name of the key in the policy.</param>
/// <param name="IsBound">The token belongs to its class. False: to nothing, as Confluent's field-level encryption makes it.</param>
public sealed record SivToken(string Key, bool IsBound) : KeyedTreatment(Technique.Token, Key, KeyUse.Siv);
