namespace Compliance.Rules.Compiled;

/// <summary>
/// A day (ISO 8601, with or without a time) moves by as many days as all other days of its subject, so that the time between them stays. What is
/// no day is emptied; a record that does not say whose it is, is refused.
/// </summary>
/// <param name="Key">Name of the key in the policy.</param>
/// <param name="Days">At most so many, to either side; never none.</param>
/// <param name="By">Where the record names its subject: one place from its root.</param>
public sealed record DateShift(string Key, int Days, FieldPath By) : KeyedTreatment(Technique.Shift, Key, KeyUse.Shift);
