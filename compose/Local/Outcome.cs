namespace Compliance.Local;

/// <summary>One of the things that must be as the policy says, whether it is, and what was found.</summary>
internal sealed record Outcome(bool Holds, string What, string Found);
