using System.Collections.Immutable;
using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Comparing;

/// <summary>
/// Names for every pattern that either of two sets of policies writes, and somebody whom none names: where the two differ, they differ for
/// one of these, since nothing else tells names apart. Immutable.
/// </summary>
internal sealed class SampleSet
{
    private const string SomebodyElse = "User:somebody-whom-no-policy-names";
    private const string Elsewhere = "a-name-that-no-policy-writes";

    internal SampleSet(IReadOnlyList<PolicyDocument> documents, DateTimeOffset now)
    {
        var people = documents.SelectMany(d => d.People).SelectMany(p => p.Principals.Select(principal => (Pattern: principal.Value, Group: p.Name.Value)))
            .GroupBy(p => p.Pattern, p => p.Group, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal);
        People = [.. people.Select(g => new Sample($"{g.Key} ({string.Join(", ", g.Distinct().Order(StringComparer.Ordinal))})", Sample.Of(g.Key).Name)), new Sample("everybody else", SomebodyElse)];
        Purposes = [.. documents.SelectMany(d => d.Purposes).Select(p => p.Name.Value).Distinct().Order(StringComparer.Ordinal)];
        Mechanisms = [.. documents.SelectMany(d => d.People).SelectMany(p => p.Mechanisms).Distinct().Order(StringComparer.Ordinal)];
        ClientIds = [.. documents.SelectMany(d => d.Conditions).SelectMany(c => c.ClientIds).Select(id => id.Value).Distinct().Order(StringComparer.Ordinal).Select(Sample.Of)];
        Opened = [.. documents.SelectMany(d => d.Conditions).Select(c => c.BreakGlass?.Value).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        Hours = HoursSample.Of([.. documents.SelectMany(d => d.Conditions).SelectMany(c => c.Windows).Distinct()], now);
        Logins = [.. documents.SelectMany(d => d.People).SelectMany(LoginSample.Of).DistinctBy(sample => (sample.Facts, sample.From))];
        Topics = Names(documents.SelectMany(d => d.Classes).SelectMany(c => c.Finds).SelectMany(f => f.Topics).Select(t => t.Value)
            .Concat(documents.SelectMany(d => d.Defaults.Undeclared?.Topics ?? []).Select(t => t.Value))
            .Concat(Written(documents, ResourceType.Topic)).Concat(documents.SelectMany(d => d.Audit).SelectMany(a => a.Topics).Select(t => t.Value))
            .Concat(documents.SelectMany(d => d.Rows).SelectMany(r => r.Topics).Select(t => t.Value)));
        Groups = Names(Written(documents, ResourceType.Group));
        TransactionalIds = Names(Written(documents, ResourceType.TransactionalId));
    }

    internal ImmutableArray<Sample> People { get; }
    internal ImmutableArray<string> Purposes { get; }
    internal ImmutableArray<string> Mechanisms { get; }
    internal ImmutableArray<LoginSample> Logins { get; }
    internal ImmutableArray<Sample> ClientIds { get; }
    internal ImmutableArray<string> Opened { get; }
    internal ImmutableArray<HoursSample> Hours { get; }
    internal ImmutableArray<Sample> Topics { get; }
    internal ImmutableArray<Sample> Groups { get; }
    internal ImmutableArray<Sample> TransactionalIds { get; }

    /// <summary>Questions about access that all of them together make, without those about fields.</summary>
    internal long Combinations => (long)People.Length * (Purposes.Length + 1) * (Mechanisms.Length + 1) * (Logins.Length + 1) * (ClientIds.Length + 1) * (Opened.Length + 1) * Hours.Length * (Topics.Length + Groups.Length + TransactionalIds.Length + 1);

    private static IEnumerable<string> Written(IReadOnlyList<PolicyDocument> documents, ResourceType type) =>
        documents.SelectMany(d => d.Access).SelectMany(a => a.Resources).Where(r => r.Type == type).Select(r => r.Pattern.Value);

    private static ImmutableArray<Sample> Names(IEnumerable<string> patterns) =>
        [.. patterns.Distinct().Order(StringComparer.Ordinal).Select(Sample.Of), new Sample("all other names", Elsewhere)];
}
