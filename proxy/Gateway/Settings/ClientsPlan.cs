using System.Collections.Immutable;

namespace Compliance.Gateway.Settings;

/// <summary>Who may connect to a route: users of a file, by one of the mechanisms; or (<see cref="UsersFile"/> null) whoever's certificate, if such are asked for, is good.</summary>
internal sealed record ClientsPlan(string? UsersFile)
{
    public static ClientsPlan Anonymous { get; } = new((string?)null) { Mechanisms = [] };
    public bool IsAnonymous => UsersFile is null && !ShowCertificates;

    /// <summary>They are asked for certificates.</summary>
    public bool ShowCertificates { get; init; }

    /// <summary>As SASL registers them, in the order in which clients are told them.</summary>
    public ImmutableArray<string> Mechanisms { get; init; } = ["PLAIN"];
}
