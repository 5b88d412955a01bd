namespace Compliance.Rules.Compiled;

/// <summary>The value is replaced by a made-up one of its kind that is nobody's; equal values by equal ones. Nothing turns it back.</summary>
/// <param name="Key">Name of the key in the policy.</param>
/// <param name="Of">What it looks like.</param>
public sealed record Synthetic(string Key, SyntheticKind Of) : KeyedTreatment(Technique.Synthetic, Key, KeyUse.Synthetic);
