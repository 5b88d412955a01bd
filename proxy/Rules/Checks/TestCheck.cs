using System.Text.RegularExpressions;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>A test can fail, and speaks of rules that exist.</summary>
internal static class TestCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        var known = set.Documents.SelectMany(d => d.Protect.Select(r => r.Id.Value)
            .Concat(d.Access.Select(r => r.Id.Value)).Concat(d.Rows.Select(r => r.Id.Value)).Concat(d.Defaults.Undeclared is null ? [] : [UndeclaredEntry.RuleId(d)]).Concat(d.Protect.SelectMany(r => r.Except).Select(e => e.Ticket.Value))).ToHashSet();
        var opened = set.Documents.SelectMany(d => d.Conditions).Select(c => c.BreakGlass?.Value).OfType<string>().ToHashSet();
        foreach (var test in set.Documents.SelectMany(d => d.Tests))
        {
            var expect = test.Expect;
            if (test.As.BreakGlass is { } grant && !opened.Contains(grant.Value))
                problems.Error(grant.Place, $"No rule holds for 'breakGlass: {grant}'{Suggestion.For(grant.Value, opened)} Correct the name, or write it in the rule.");
            foreach (var id in expect.By.Where(id => !known.Contains(id.Value)))
                problems.Error(id.Place, $"'by' names '{id}', which is neither the id of a rule nor the ticket of an exception{Suggestion.For(id.Value, known)} Correct it.");
            var wantsValue = expect.WantsResult || expect.Stored is not null || expect.Shown is not null;
            if (expect.IsDeny && wantsValue)
                problems.Error(expect.Place, "What is denied leaves no value; expect either 'decision: deny' or a value.");
            if (expect.IsWithheld && (expect.IsDeny || test.IsWrite || expect.WantsResult || expect.Shown is not null))
                problems.Error(expect.Place, "What is withheld was to be read, and nothing of it is shown; expect 'withheld: true' alone, with what is 'stored' and 'by' which rule.");
            if (expect.IsRefused && (wantsValue || expect.IsDeny || expect.IsWithheld))
                problems.Error(expect.Place, "What is refused leaves no value, and who may not write is denied; expect 'refused: true' alone, with 'by' which rule.");
            if ((wantsValue || expect.IsRefused) && !test.HasRecord)
                problems.Error(test.Name.Place, $"Test '{test.Name}' expects a value but gives none; add 'value', 'key' or 'headers' beside the topic.");
            if (test.IsWrite && expect.Shown is not null)
                problems.Error(expect.Place, "What is written is shown to nobody yet; expect what is 'stored', or read it.");
            foreach (var (_, pattern) in expect.Conditions.SelectMany(c => c.Conditions.Matches))
                LookAtPattern(pattern, problems);
        }
    }

    private static void LookAtPattern(Text pattern, ProblemList problems)
    {
        try
        {
            _ = new Regex(pattern.Value, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            problems.Error(pattern.Place, "This is no regular expression that can be matched in bounded time (no look-around, no back-references); correct it.");
        }
    }
}
