using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Settings;

/// <summary>How log lines are written. <see cref="Level"/> null: the command line's, or Information.</summary>
internal sealed record LogPlan
{
    public static LogPlan Default { get; } = new();

    /// <summary>One JSON object a line, in ECS's names; else one line of text.</summary>
    public bool IsJson { get; init; }
    public LogLevel? Level { get; init; }

    /// <summary>Lines of one event that a client can cause, in one <see cref="Interval"/>; the rest are counted and the count is told.</summary>
    public int MaxPerInterval { get; init; } = 100;
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);
}
