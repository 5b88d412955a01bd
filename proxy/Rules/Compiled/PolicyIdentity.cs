namespace Compliance.Rules.Compiled;

/// <summary>Which policy decided: its id, and the lower-case hexadecimal SHA-256 of the exact bytes of its file.</summary>
public sealed record PolicyIdentity(string Id, string Sha256);
