using Compliance.Rules.Compiled;
using Compliance.Rules.Compiled.Times;

namespace Compliance.Rules.Comparing;

/// <summary>What somebody did to a topic some number of times, as the evidence holds it.</summary>
/// <param name="Principal">As Kafka writes it.</param>
/// <param name="Mechanism">How he was proved; null: not known, or not at all.</param>
/// <param name="Purpose">What he claimed; null: nothing.</param>
/// <param name="Topic">By name.</param>
/// <param name="IsWrite">He wrote; else he read.</param>
/// <param name="Requests">How often.</param>
/// <param name="Records">Records that passed.</param>
public sealed record RecordedAccess(string Principal, string? Mechanism, string? Purpose, string Topic, bool IsWrite, long Requests, long Records)
{
    /// <summary>From where, by <see cref="RecordedConditions"/>; null: from nowhere that a policy names.</summary>
    public SourceNetworks? From { get; init; }

    /// <summary>With which client ids; null: with none that a policy names.</summary>
    public ClientIdMarks? ClientIds { get; init; }

    /// <summary>What a break-glass grant opened to him; null: nothing.</summary>
    public OpenedAccess? Opened { get; init; }

    /// <summary>At which hours; null: no policy names any.</summary>
    public OpenHours? Open { get; init; }
}
