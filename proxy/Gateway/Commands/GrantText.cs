using Compliance.Gateway.BreakGlass;

namespace Compliance.Gateway.Commands;

/// <summary>A break-glass grant on one line.</summary>
internal static class GrantText
{
    public static string Line(Grant grant, DateTimeOffset now) => FormattableString.Invariant(
        $"Grant {grant.Number} opens '{grant.Order.Opens}' to {grant.Order.Principal} until {grant.Order.Until:u}, by {grant.By} for {grant.Order.Ticket}, {grant.Reason}: {State(grant, now)}");

    private static string State(Grant grant, DateTimeOffset now) =>
        grant.Ended is { } end ? FormattableString.Invariant($"ended by {end.By} at {end.At:u}, {end.Reason}") : grant.IsOpenAt(now) ? "open" : "over";
}
