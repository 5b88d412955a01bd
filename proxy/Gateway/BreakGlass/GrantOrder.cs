namespace Compliance.Gateway.BreakGlass;

/// <summary>What is opened to whom, until when.</summary>
/// <param name="Principal">As Kafka writes it.</param>
/// <param name="Opens">The name that rules have for it, as in <c>breakGlass: NAME</c>.</param>
/// <param name="Until">From this instant on it is closed again.</param>
/// <param name="Ticket">Where the emergency is written down.</param>
internal sealed record GrantOrder(string Principal, string Opens, DateTimeOffset Until, string Ticket);
