namespace Compliance.Rules.Compiled;

/// <summary>The exception of a protecting rule under which a field stays in clear.</summary>
/// <param name="Ticket">The ticket that granted it; stands in the audit event.</param>
/// <param name="ApprovedBy">Who granted it.</param>
/// <param name="Until">From this instant on it is off.</param>
/// <param name="Purpose">The purpose it is bound to, if any.</param>
public sealed record Exemption(string Ticket, string ApprovedBy, DateTimeOffset Until, string? Purpose);
