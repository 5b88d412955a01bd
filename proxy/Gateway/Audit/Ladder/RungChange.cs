namespace Compliance.Gateway.Audit.Ladder;

/// <summary>The ladder was climbed or left.</summary>
/// <param name="From">Before.</param>
/// <param name="To">From now on.</param>
/// <param name="Percent">Of the journal that is filled.</param>
internal readonly record struct RungChange(Rung From, Rung To, int Percent);
