using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>The modes of audit as policies write them.</summary>
internal static class AuditModeNames
{
    private static readonly Dictionary<string, AuditMode> Modes = new(StringComparer.Ordinal)
    {
        ["strict"] = AuditMode.Strict,
        ["durable"] = AuditMode.Durable,
        ["best-effort"] = AuditMode.BestEffort,
        ["aggregate"] = AuditMode.Aggregate,
    };

    internal static IEnumerable<string> All => Modes.Keys;

    internal static string Of(AuditMode mode) => Modes.First(known => known.Value == mode).Key;

    /// <summary>Null, with a problem: there is no such mode.</summary>
    internal static AuditMode? Parse(Text text, ProblemList problems)
    {
        if (Modes.TryGetValue(text.Value, out var mode))
            return mode;
        problems.Error(text.Place, $"'{text}' is no mode{Suggestion.For(text.Value, Modes.Keys)} Known: {string.Join(", ", Modes.Keys)}.");
        return null;
    }
}
