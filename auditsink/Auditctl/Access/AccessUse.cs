namespace Compliance.Auditctl.Access;

/// <summary>One use of the audit log, to be recorded.</summary>
/// <param name="Action"><c>audit.query</c>, <c>audit.export</c>, <c>audit.token</c>, <c>audit.verify</c>, <c>audit.prove</c>, <c>audit.hold</c>, <c>audit.purge</c>.</param>
/// <param name="Filters">The conditions, as <see cref="FilterText"/> words them.</param>
/// <param name="Classes">Classes of data that were asked for; of a token its domain.</param>
internal sealed record AccessUse(string Action, IReadOnlyList<string> Filters, IReadOnlyList<string> Classes);
