using Compliance.Rules.Documents;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Settings;

/// <summary>Reads <c>log</c>; what is left out keeps its default.</summary>
internal static class LogParser
{
    private static readonly LogLevel[] Levels = [LogLevel.Trace, LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error, LogLevel.Critical];

    public static LogPlan Parse(MapReader root)
    {
        var plan = LogPlan.Default;
        if (root.Find("log") is not { } node || MapReader.Open(node, SettingsVocabulary.Log, root.Problems) is not { } map)
            return plan;
        var format = map.OptionalText("format");
        if (format is { Value: not ("json" or "text") } other)
            map.Problems.Error(other.Place, "'format' is text or json.");
        LogLevel? level = null;
        if (map.OptionalText("level") is { } word)
        {
            level = Levels.Cast<LogLevel?>().FirstOrDefault(known => word.Value == Name(known!.Value));
            if (level is null)
                map.Problems.Error(word.Place, $"'level' is one of {string.Join(", ", Levels.Select(Name))}.");
        }

        return plan with
        {
            IsJson = format?.Value == "json",
            Level = level,
            MaxPerInterval = map.Int("maxPerInterval", plan.MaxPerInterval, 1, 1_000_000),
            Interval = map.Duration("interval", plan.Interval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        };
    }

    private static string Name(LogLevel level) => level.ToString().ToLowerInvariant();
}
