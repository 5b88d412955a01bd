namespace Compliance.Gateway.Approval;

/// <summary>What a person says about a folder of policies; worth something only as a <see cref="SignedRelease"/>. Immutable.</summary>
/// <param name="Kind"><see cref="Release"/> or <see cref="Approval"/>.</param>
/// <param name="By">Who says it, as the settings name people.</param>
/// <param name="At">When, by the clock of whoever says it.</param>
internal sealed record ReleaseStatement(string Kind, string By, DateTimeOffset At)
{
    /// <summary>The first person: these policies are to come into force.</summary>
    public const string Release = "release";

    /// <summary>Another person: they are.</summary>
    public const string Approval = "approval";

    public string? Reason { get; init; }

    /// <summary>Of a release.</summary>
    public ReleaseOrder? Order { get; init; }

    /// <summary>Of an approval.</summary>
    public ReleaseReference? Of { get; init; }
}
