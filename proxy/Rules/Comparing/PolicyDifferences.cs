using System.Collections.Immutable;
using Compliance.Rules.Describing;

namespace Compliance.Rules.Comparing;

/// <summary>All that is other between two sets of policies: what it comes to for whom, and what the files say. Immutable.</summary>
/// <param name="All">The gravest first.</param>
/// <param name="IsWhole">Every combination of people and names was looked at; else there were too many, and the files' own words are the whole.</param>
public sealed record PolicyDifferences(ImmutableArray<Difference> All, bool IsWhole)
{
    public bool IsWeaker => All.Any(difference => difference.Weight == DifferenceWeight.Weaker);

    public void WriteTo(TextWriter output)
    {
        if (All.IsEmpty)
            output.WriteLine("No difference in meaning.");
        Section(output, "Less protected, or more for somebody:", All.Where(difference => difference.Weight == DifferenceWeight.Weaker));
        Section(output, "More protected, or less for somebody:", All.Where(difference => difference.Weight == DifferenceWeight.Stronger));
        Section(output, "What the files say:", All.Where(difference => difference.Weight == DifferenceWeight.Other));
        if (!IsWhole)
            output.WriteLine("There are too many people and names to look at every combination of them: read what the files say as well.");
    }

    private static void Section(TextWriter output, string title, IEnumerable<Difference> differences)
    {
        var lines = differences.Select(Line).ToList();
        if (lines.Count == 0)
            return;
        output.WriteLine(title);
        lines.ForEach(output.WriteLine);
    }

    private static string Line(Difference difference)
    {
        var who = difference.Who.IsEmpty ? "" : $"{Phrases.And(difference.Who)}{(difference.Purpose is { } purpose ? $" for the purpose {purpose}" : "")}{(difference.Mechanism is { } mechanism ? $" proved by {mechanism}" : "")}{(difference.ClientId is { } clientId ? $" with a client id like {clientId}" : "")}{(difference.Login is { } login ? $" ({login})" : "")}{(difference.BreakGlass is { } opened ? $" with a break-glass grant of {opened}" : "")}{(difference.Hours is { } hours ? $" {hours}" : "")}, ";
        var where = difference.Where.IsEmpty ? "" : $" {(difference.Kind == "access" ? "on" : "in")} {Phrases.And(difference.Where)}";
        var from = difference.From is { } day ? $", from {Phrases.Day(day)}" : "";
        var verb = difference.Kind switch { "sight" => "reading ", "stored" => "writing ", _ => "" };
        var change = (difference.Before?.TrimEnd('.'), difference.After?.TrimEnd('.')) switch
        {
            (null, var after) => $"new: {after}",
            (var before, null) => $"gone: {before}",
            var (before, after) => $"{after}; was {before}",
        };
        return $"  {who}{verb}{difference.What}{where}{from}: {change}".Replace("`", "", StringComparison.Ordinal);
    }
}
