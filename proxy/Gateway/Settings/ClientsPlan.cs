using System.Collections.Immutable;

namespace Compliance.Gateway.Settings;

/// <summary>Who may connect to a route: anybody (<see cref="UsersFile"/> null) or users of a file, by one of the mechanisms.</summary>
internal sealed record ClientsPlan(string? UsersFile)
{
    public static ClientsPlan Anonymous { get; } = new((string?)null) { Mechanisms = [] };
    public bool IsAnonymous => UsersFile is null;

    /// <summary>As SASL registers them, in the order in which clients are told them.</summary>
    public ImmutableArray<string> Mechanisms { get; init; } = ["PLAIN"];
}
