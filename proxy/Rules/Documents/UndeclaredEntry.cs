using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>What becomes of sensitive data that no class declares.</summary>
/// <param name="Action">One of <see cref="UndeclaredParser.Actions"/>.</param>
/// <param name="Kinds">What is looked for.</param>
/// <param name="LeastScore">Of a hundred.</param>
/// <param name="Topics">Where; empty: where the file finds its classes, in the formats it says there.</param>
/// <param name="Format">Of the values of <paramref name="Topics"/>.</param>
/// <param name="When">In what is written, or read, or both.</param>
/// <param name="Place">Of the default.</param>
internal sealed record UndeclaredEntry(
    Text Action, ImmutableArray<DetectedKind> Kinds, int LeastScore, ImmutableArray<Text> Topics, ValueFormats Format, ImmutableArray<When> When, Place Place)
{
    internal const string RuleName = "undeclaredPii";

    /// <summary>The topic that quarantined records go to; null: the one that <see cref="QuarantineTopic"/> names.</summary>
    internal Text? To { get; init; }

    /// <summary>As evidence names it: there may be one in each file.</summary>
    internal static string RuleId(PolicyDocument document) => $"{document.Header.Id}.{RuleName}";

    /// <summary>Where the whole record goes before what was found in it is masked; null: nowhere.</summary>
    internal string? QuarantineTopic(PolicyDocument document) =>
        Action.Value == UndeclaredParser.Quarantine ? To?.Value ?? $"quarantine.{document.Header.Id}" : null;

    internal Treatment TreatmentOf(DetectedKind kind) => Action.Value switch
    {
        "mask" or UndeclaredParser.Quarantine => MaskParser.Usual(kind),
        "reject" => new Refuse(),
        _ => new Observe(),
    };
}
