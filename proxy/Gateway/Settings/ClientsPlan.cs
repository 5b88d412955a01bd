namespace Compliance.Gateway.Settings;

/// <summary>Who may connect to a route: anybody (<see cref="UsersFile"/> null) or users of a file, by SASL/PLAIN.</summary>
internal sealed record ClientsPlan(string? UsersFile)
{
    /// <summary>The mechanism's name, as SASL registers it.</summary>
    public const string Plain = "PLAIN";

    public static ClientsPlan Anonymous { get; } = new((string?)null);
    public bool IsAnonymous => UsersFile is null;
}
