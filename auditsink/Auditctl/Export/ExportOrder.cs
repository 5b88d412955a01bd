using Compliance.Events;

namespace Compliance.Auditctl.Export;

/// <summary>What is to be exported, and how.</summary>
/// <param name="Query">Which events; its limit does not count.</param>
/// <param name="Format">As what.</param>
/// <param name="Fields">Which fields of them, in the order of the columns.</param>
internal sealed record ExportOrder(AccessQuery Query, ExportFormat Format, IReadOnlyList<EventField> Fields);
