namespace Compliance.Rules.Compiled;

/// <summary>A date (ISO 8601) goes back to the first day of its year or month, or to the beginning of its day. What is no date is emptied.</summary>
public sealed record DateGeneralisation(DatePart Keep) : Treatment(Technique.Generalise);
