namespace Compliance.Gateway.Audit;

/// <summary>Events of one action of which there is no evidence: how many, and the times of the first and the last.</summary>
internal sealed record GapCount(short ApiKey, long Count, long First, long Last);
