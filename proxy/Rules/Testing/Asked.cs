using System.Net;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Testing;

/// <summary>Somebody writes to a topic, or reads from it: what a test or an explanation is about.</summary>
/// <param name="Caller">Who.</param>
/// <param name="Group">The consumer group he reads with, which he then must be allowed to; null: none.</param>
/// <param name="IsWrite">Else he reads.</param>
/// <param name="Topic">Of what.</param>
/// <param name="At">When.</param>
/// <param name="Record">As its writer means it, before any rule; null: it does not matter.</param>
public sealed record Asked(Caller Caller, string? Group, bool IsWrite, string Topic, DateTimeOffset At, RecordParts? Record)
{
    /// <summary>The client id of the request; null: none.</summary>
    public string? ClientId { get; init; }

    /// <summary>From where the connection comes; null: from nowhere that is known.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>
    /// As under those policies: where no purpose is stated otherwise, the client id may state one; the address lies in networks of theirs, and the
    /// time in hours.
    /// </summary>
    internal Asked Under(RuleSet rules) => this with
    {
        Caller = Caller with { Purpose = Caller.Purpose ?? rules.PurposeStatedBy(ClientId), From = rules.NetworksAround(Address), ClientIds = rules.StatedBy(ClientId).ClientIds, Open = rules.HoursAt(At) },
    };
}
