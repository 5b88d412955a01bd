using System.Collections.Immutable;
using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Describing;

/// <summary>A policy in words that somebody can sign who does not read YAML. Made from a document that has passed every check.</summary>
internal static class PolicyPage
{
    internal static IReadOnlyList<Block> Of(PolicyDocument document) =>
    [
        .. Title(document), .. Classes(document), .. Undeclared(document), .. Access(document), .. Rows(document), .. Quotas(document), .. Audit(document), .. Retention(document), .. People(document), .. Tests(document), .. Signatures(document),
    ];

    private static IEnumerable<Block> Title(PolicyDocument document)
    {
        var header = document.Header;
        var approved = header.ApprovedBy.IsEmpty ? "" : $", approved by {Phrases.And(header.ApprovedBy.Select(a => a.Value))}";
        var review = header.ReviewBy is { } day ? $" To be reviewed by {Phrases.Day(day)}." : "";
        yield return new Heading(1, $"{header.Title}");
        if (header.Mode == PolicyMode.Observe)
            yield return new Paragraph("This policy is only observed: what it would do is counted and recorded, and it protects, allows and refuses nothing.");
        yield return new Paragraph($"Policy `{header.Id}`, owned by {header.Owner}{approved}.{review} This page tells what the file says whose SHA-256 is `{document.Sha256}`.");
    }

    private static IEnumerable<Block> Classes(PolicyDocument document)
    {
        if (document.Classes.IsEmpty)
            yield break;
        yield return new Heading(2, "What is protected");
        foreach (var found in document.Classes)
        {
            yield return new Heading(3, $"{found.Name}");
            yield return new Paragraph(Found(found));
            var rules = document.Protect.Where(p => p.Class?.Value == found.Name.Value).ToList();
            yield return rules.Count == 0
                ? new Paragraph("No rule protects it: it passes in clear.")
                : new Items([.. rules.OrderBy(p => p.When).SelectMany(Sentences)]);
        }
    }

    /// <summary>Where a class is found, and under which clauses.</summary>
    internal static string Found(ClassEntry found)
    {
        var clauses = found.Rules.IsEmpty ? "" : $" Under {Phrases.And(found.Rules.Select(c => c.Value))}.";
        return $"Found {Phrases.And(found.Finds.Select(Place))}.{clauses}";
    }

    private static string Place(FindEntry find)
    {
        var part = find.Part.Header is { } header ? $"headers `{header}`" : $"{find.Part}s";
        if (find.Tag is { } tag)
            return $"in {part} of {Phrases.Names(find.Topics)} where their schema tags a field `{tag}`{(find.Format == ValueFormats.Framed ? "" : $", written in {FormatNames.Of(find.Format)}")}";
        var isWhole = (!find.Part.IsValue || find.Detect is not null) && find.Path.Value == FieldPath.Whole;
        var format = find.Format == ValueFormats.Json ? "" : $", written in {FormatNames.Of(find.Format)}";
        return find.Detect is { } target
            ? $"by a detector inside {part} of {Phrases.Names(find.Topics)}{(isWhole ? "" : $" at `{find.Path}` and below")}: {Phrases.Of(target)}{format}"
            : $"in {part} of {Phrases.Names(find.Topics)}{(isWhole ? "" : $" at `{find.Path}`{format}")}";
    }

    private static IEnumerable<Block> Undeclared(PolicyDocument document)
    {
        if (document.Defaults.Undeclared is not { } undeclared)
            yield break;
        yield return new Heading(2, "What nobody has declared");
        yield return new Paragraph(Sentence(document, undeclared));
    }

    /// <summary>What becomes of sensitive data that no class declares.</summary>
    internal static string Sentence(PolicyDocument document, UndeclaredEntry undeclared)
    {
        var where = undeclared.Topics.IsEmpty ? "the topics in which it finds its classes" : Phrases.Names(undeclared.Topics);
        var when = Phrases.And(undeclared.When.Order().Select(w => w == When.Produce ? "written to" : "read from"));
        var kinds = Phrases.Or(undeclared.Kinds.Select(kind => Phrases.Of(new DetectTarget(kind, undeclared.LeastScore))));
        var quarantine = undeclared.QuarantineTopic(document);
        var done = undeclared.Action.Value == "mask" || quarantine is not null ? "masked as is usual for its kind" : Phrases.Of(undeclared.TreatmentOf(default));
        var parts = Phrases.And(undeclared.Parts.Select(part => part.Header switch { null => $"{part}s", "*" => "headers", var name => $"headers `{name}`" }));
        var sentence = $"In {parts} that are {when} {where}, {kinds} and is of no class there is {done} ({UndeclaredEntry.RuleId(document)}).";
        return quarantine is null || !undeclared.When.Contains(When.Produce)
            ? sentence
            : $"{sentence} A record that is written with something of it is first copied to `{quarantine}`, whole and as it was written; where that can't be done it is refused.";
    }

    /// <summary>What a rule does, and for whom not.</summary>
    internal static IEnumerable<string> Sentences(ProtectEntry rule)
    {
        yield return $"When it is {(rule.When == When.Produce ? "written" : "read")}: {Phrases.Of(rule.Do!.Treatment)} ({rule.Id}{Phrases.Serves(rule.Serves)}).";
        foreach (var except in rule.Except)
        {
            var who = except.For.People.IsEmpty ? "whoever may" : Phrases.People(except.For.People);
            var what = rule.When == When.Produce ? "write it in clear" : "see it in clear";
            yield return $"Except: {who}{Phrases.When(except.For)}{(except.For.AsksRequest ? "," : "")} {what}, before {Phrases.Day(except.Until)}, by {except.Ticket}, which {except.ApprovedBy} approved.";
        }
    }

    private static IEnumerable<Block> Access(PolicyDocument document)
    {
        yield return new Heading(2, "Who may do what");
        yield return new Paragraph("What no rule of any policy allows is denied, and so is what a rule denies.");
        if (!document.Access.IsEmpty)
            yield return new Items([.. document.Access.Select(Sentence)]);
    }

    /// <summary>Who may do what, or may not.</summary>
    internal static string Sentence(AccessEntry rule)
    {
        var operations = rule.Operations.Select(o => o.Operation == Operation.All ? "do anything" : OperationNames.All.First(n => n.Value == o.Operation).Key);
        var on = Phrases.And(rule.Resources.Select(r => r.Type == ResourceType.Cluster ? "the cluster" : $"{Kind(r.Type)} `{r.Pattern}`"));
        return $"{rule.Id}: {Phrases.People(rule.Audience.People)} {(rule.IsDeny ? $"may not {Phrases.Or(operations)}" : $"may {Phrases.And(operations)}")}: {on}{Phrases.When(rule.Audience.Only)}{Unless(rule.Audience)}{Phrases.Serves(rule.Serves)}.";
    }

    private static string Unless(AudienceEntry audience) => audience.Unless is { } spared
        ? $", unless {Phrases.Whenever(spared)}"
        : "";

    private static string Kind(ResourceType type) => type switch
    {
        ResourceType.Topic => "topics",
        ResourceType.Group => "groups",
        _ => "transactional ids",
    };

    private static IEnumerable<Block> Rows(PolicyDocument document)
    {
        if (document.Rows.IsEmpty)
            yield break;
        yield return new Heading(2, "Which records are read");
        yield return new Paragraph("A record that does not fit, or does not say, is withheld from its reader, who does not notice.");
        yield return new Items([.. document.Rows.Select(Sentence)]);
    }

    internal static string Sentence(RowEntry rule) =>
        $"{rule.Id}: of topics {Phrases.Names(rule.Topics)} only records with `{rule.Keep}`{(rule.Format == ValueFormats.Json ? "" : $" ({FormatNames.Of(rule.Format)})")} are read by {Phrases.People(rule.Audience.People)}{Phrases.When(rule.Audience.Only)}{Unless(rule.Audience)}{Phrases.Serves(rule.Serves)}.";

    private static IEnumerable<Block> Quotas(PolicyDocument document)
    {
        if (document.Quotas.IsEmpty)
            yield break;
        yield return new Heading(2, "How much at most");
        yield return new Paragraph("Records beyond what may be seen in clear are protected as if there were no exception. Who reads or writes faster has to wait. Each proxy counts by itself.");
        yield return new Items([.. document.Quotas.Select(Sentence)]);
    }

    internal static string Sentence(QuotaEntry rule)
    {
        var who = rule.Audience.People.Any(p => p.Value == "*") ? "everybody" : $"each of {Phrases.Names(rule.Audience.People)}";
        var most = new[]
        {
            rule.Reveals > 0 ? FormattableString.Invariant($"sees at most {rule.Reveals} records with something in clear in {Phrases.Window(rule.Window)}") : null,
            rule.ReadPerSecond > 0 ? $"reads at most {Phrases.Bytes(rule.ReadPerSecond)} a second" : null,
            rule.WritePerSecond > 0 ? $"writes at most {Phrases.Bytes(rule.WritePerSecond)} a second" : null,
        };
        return $"{rule.Id}: {who} {Phrases.And(most.OfType<string>())}{Phrases.When(rule.Audience.Only)}{Unless(rule.Audience)}{Phrases.Serves(rule.Serves)}.";
    }

    private static IEnumerable<Block> Audit(PolicyDocument document)
    {
        if (document.Audit.IsEmpty)
            yield break;
        yield return new Heading(2, "How surely it is recorded");
        yield return new Items([.. document.Audit.Select(Sentence)]);
    }

    /// <summary>How surely something is recorded.</summary>
    internal static string Sentence(AuditEntry rule)
    {
        var what = rule.Apis.IsEmpty ? "every request" : $"{Phrases.And(rule.Apis.Select(a => a.ToString().ToLowerInvariant()))} requests";
        var of = new[]
        {
            rule.Topics.IsEmpty ? null : $"topics {Phrases.Names(rule.Topics)}",
            rule.Classes.IsEmpty ? null : $"topics with {Phrases.Names(rule.Classes)}",
        }.OfType<string>().ToList();
        return $"{rule.Id}: {AuditModeNames.Of(rule.Mode!.Value)} for {what}"
            + $"{(of.Count == 0 ? "" : $" about {Phrases.And(of)}")} by {Phrases.People(rule.Audience.People)}{Phrases.When(rule.Audience.Only)}{(rule.Denied ? ", if it was refused" : "")}{Phrases.Serves(rule.Serves)}.";
    }

    private static IEnumerable<Block> Retention(PolicyDocument document)
    {
        if (document.Retention.IsEmpty)
            yield break;
        yield return new Heading(2, "How long it is kept");
        yield return new Paragraph("The brokers carry this out; it is stated here.");
        yield return new Items([.. document.Retention.Select(Sentence)]);
    }

    /// <summary>How long something is kept.</summary>
    internal static string Sentence(RetentionEntry rule) =>
        $"{rule.Id}: records of {Phrases.Names(rule.Topics)} are kept for {Phrases.Duration(rule.Max!.Value)} at most{(rule.IsCompacted ? ", but for the last one of each key" : "")}{Phrases.Serves(rule.Serves)}.";

    private static IEnumerable<Block> People(PolicyDocument document)
    {
        if (!document.People.IsEmpty)
        {
            yield return new Heading(2, "Who they are");
            yield return new Grid(["people", "who that is"], [.. document.People.Select(p => ((string[])[$"`{p.Name}`", Phrases.Of(p)]).ToImmutableArray())]);
        }

        if (document.Purposes.IsEmpty)
            yield break;
        yield return new Heading(2, "Why somebody may see more");
        yield return new Grid(
            ["purpose", "on the ground of", "may be claimed by", "stated by client ids"],
            [.. document.Purposes.Select(p => ((string[])[$"`{p.Name}`", p.Basis?.Value ?? "", Phrases.Names(p.People), Phrases.Names(p.ClientIds)]).ToImmutableArray())]);
    }

    private static IEnumerable<Block> Tests(PolicyDocument document)
    {
        if (document.Tests.IsEmpty)
            yield break;
        yield return new Heading(2, "What its tests hold it to");
        yield return new Items([.. document.Tests.Select(t => $"{t.Name.Value}.")]);
    }

    private static IEnumerable<Block> Signatures(PolicyDocument document)
    {
        yield return new Heading(2, "Read and approved");
        yield return new Grid(
            ["name", "date", "signature"],
            [.. document.Header.ApprovedBy.Select(a => a.Value).DefaultIfEmpty("").Select(name => ((string[])[name, "", ""]).ToImmutableArray())]);
    }
}
