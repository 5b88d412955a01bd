using Compliance.Rules.Compiled;
using Compliance.Rules.Describing;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Comparing;

/// <summary>What the files of two sets of policies say differently, part by part, in the words of the page that people sign.</summary>
internal static class TextDiff
{
    internal static IEnumerable<Difference> Run(IReadOnlyList<PolicyDocument> before, IReadOnlyList<PolicyDocument> after)
    {
        var (was, now) = (Parts(before), Parts(after));
        foreach (var part in was.Keys.Concat(now.Keys.Where(key => !was.ContainsKey(key))))
        {
            var (from, to) = (was.GetValueOrDefault(part), now.GetValueOrDefault(part));
            if (from != to)
                yield return new Difference(DifferenceWeight.Other, "text", part, from, to);
        }

        foreach (var document in after.Where(d => d.Header.Mode == PolicyMode.Observe && before.Any(b => b.Header.Id.Value == d.Header.Id.Value && b.Header.Mode == PolicyMode.Enforce)))
            yield return new Difference(DifferenceWeight.Weaker, "text", $"policy {document.Header.Id}", "enforced", "only observed: it protects and refuses nothing");
        foreach (var document in after.Where(d => d.Defaults.UnknownSchema == UnknownSchema.Pass && !before.Any(b => b.Header.Id.Value == d.Header.Id.Value && b.Defaults.UnknownSchema == UnknownSchema.Pass)))
            yield return new Difference(DifferenceWeight.Weaker, "text", $"policy {document.Header.Id}, records of an unknown schema", "refused", "let through unprotected");
        foreach (var document in after)
        {
            var from = before.FirstOrDefault(b => b.Header.Id.Value == document.Header.Id.Value)?.Defaults.UnknownFields ?? DefaultsEntry.Strict.UnknownFields;
            var to = document.Defaults.UnknownFields;
            if (from != to)
                yield return new Difference(to < from ? DifferenceWeight.Weaker : DifferenceWeight.Stronger, "text", $"policy {document.Header.Id}, fields that a message's schema lacks", InWords(from), InWords(to));
        }
    }

    private static string InWords(UnknownFields fields) => fields switch
    {
        UnknownFields.Pass => "left in, unprotected",
        UnknownFields.Drop => "taken out",
        _ => "the record is refused",
    };

    private static Dictionary<string, string> Parts(IEnumerable<PolicyDocument> documents)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var document in documents)
        {
            var (policy, header) = ($"policy {document.Header.Id}", document.Header);
            parts[policy] = $"{header.Title}, owned by {header.Owner}{(header.Mode == PolicyMode.Observe ? ", observed" : "")}";
            Add("approved by", Phrases.And(header.ApprovedBy.Select(a => a.Value)));
            Add("to be reviewed by", header.ReviewBy is { } day ? Phrases.Day(day) : "");
            foreach (var people in document.People)
                Add($"people {people.Name}", Phrases.Of(people));
            foreach (var purpose in document.Purposes)
                Add($"purpose {purpose.Name}", $"{purpose.Basis?.Value} {Phrases.Names(purpose.People)}{(purpose.ClientIds.IsEmpty ? "" : $", stated by client ids {Phrases.Names(purpose.ClientIds)}")}".Trim());
            foreach (var found in document.Classes)
                Add($"class {found.Name}", PolicyPage.Found(found));
            if (document.Defaults.Undeclared is { } undeclared)
                Add("undeclared data", PolicyPage.Sentence(document, undeclared));
            foreach (var key in document.Keys)
                Add($"key {key.Name}", KeyPlaces.Words(key));
            foreach (var rule in document.Protect)
                Add($"rule {rule.Id}", $"{rule.Class}: {string.Join(" ", PolicyPage.Sentences(rule))}");
            foreach (var rule in document.Access)
                Add($"rule {rule.Id}", PolicyPage.Sentence(rule));
            foreach (var rule in document.Audit)
                Add($"rule {rule.Id}", PolicyPage.Sentence(rule));
            foreach (var rule in document.Rows)
                Add($"rule {rule.Id}", PolicyPage.Sentence(rule));
            foreach (var rule in document.Quotas)
                Add($"rule {rule.Id}", PolicyPage.Sentence(rule));
            foreach (var rule in document.Retention)
                Add($"rule {rule.Id}", PolicyPage.Sentence(rule));

            void Add(string part, string text)
            {
                if (text.Length > 0)
                    parts[$"{policy}, {part}"] = text;
            }
        }

        return parts;
    }
}
