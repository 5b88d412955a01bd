namespace Compliance.Rules.Compiled;

/// <summary>A treatment that needs a key: <see cref="Hash"/>, <see cref="SivToken"/>, <see cref="Ff1Token"/>,
/// <see cref="Encrypt"/>, <see cref="ConfluentEncrypt"/>, <see cref="DateShift"/> or <see cref="Synthetic"/>.</summary>
/// <param name="Technique">Its kind.</param>
/// <param name="Key">Name of the key in the policy.</param>
/// <param name="Use">What for.</param>
public abstract record KeyedTreatment(Technique Technique, string Key, KeyUse Use) : Treatment(Technique);
