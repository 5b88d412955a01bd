namespace Compliance.Gateway.Tests.Fakes;

/// <summary>What a <see cref="LoginBroker"/> answers to one message of a login.</summary>
internal sealed record LoginReply(string Token = "", short Error = 0, string Message = "", long LifeMs = 0)
{
    public static LoginReply LetIn { get; } = new();

    public static LoginReply Refused { get; } = new(Error: 58, Message: "Authentication failed: as the broker says it") { Ends = true };

    /// <summary>It closes instead.</summary>
    public static LoginReply Close { get; } = new() { IsSilent = true, Ends = true };

    public static LoginReply Silence { get; } = new() { IsSilent = true };

    public bool IsSilent { get; init; }

    /// <summary>It closes behind it.</summary>
    public bool Ends { get; init; }
}
