namespace Compliance.Rules.Compiled;

/// <summary>
/// The characters of an alphabet are replaced by others of it (FF1), so that length and shape stay; who may see the value gets it back.
/// Separators stay where they are.
/// </summary>
/// <param name="Key">Name of the key in the policy.</param>
/// <param name="Alphabet">The characters that take part.</param>
/// <param name="KeepFirst">So many of them stay at the start.</param>
/// <param name="KeepLast">So many of them stay at the end.</param>
public sealed record Ff1Token(string Key, Alphabet Alphabet, int KeepFirst, int KeepLast) : KeyedTreatment(Technique.Token, Key, KeyUse.Ff1);
