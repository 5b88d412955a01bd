using System.Collections.Immutable;
using Compliance.Protect.Fitting;
using Compliance.Rules;
using Compliance.Rules.Compiled;
using Compliance.Rules.Declared;

namespace Compliance.Gateway.Registry;

/// <summary>
/// Holds what policies say of where classes are found against the schemas of the topics: those that are registered last under the topic's name
/// and <c>-value</c> or <c>-key</c>, as Confluent's clients do (TopicNameStrategy). Only tells; for the command line. One use per instance.
/// </summary>
internal sealed class SchemaCheck(RegistryClient registry)
{
    private const int MostNamed = 3;

    private readonly List<Problem> _problems = [];

    /// <summary>What does not fit.</summary>
    /// <exception cref="RegistryException">The registry can't tell now.</exception>
    public async Task<ImmutableArray<Problem>> RunAsync(ImmutableArray<DeclaredFind> finds, CancellationToken cancel)
    {
        var subjects = await registry.SubjectsAsync(cancel).ConfigureAwait(false);
        foreach (var ofPart in finds.GroupBy(find => find.Part))
            await LookAsync([.. ofPart], subjects, $"-{ofPart.Key.Name}", cancel).ConfigureAwait(false);
        return [.. _problems];
    }

    private async Task LookAsync(List<DeclaredFind> finds, string[] subjects, string suffix, CancellationToken cancel)
    {
        var topics = subjects.Where(subject => subject.EndsWith(suffix, StringComparison.Ordinal)).Select(subject => subject[..^suffix.Length]).Order(StringComparer.Ordinal).ToList();
        var schemas = new Dictionary<string, (SchemaFit? Fit, string? Why)>(StringComparer.Ordinal);
        foreach (var topic in topics.Where(topic => finds.Exists(find => find.Topics.Any(pattern => pattern.Matches(topic)))))
        {
            // One that was deleted meanwhile is as one that was never there.
            if (await registry.LatestAsync(topic + suffix, cancel).ConfigureAwait(false) is { } text)
                schemas.Add(topic, (SchemaFit.Of(text, out var why), why));
        }

        foreach (var find in finds.Where(find => !find.IsTakenUnread))
            Look(find, [.. schemas.Where(schema => find.Topics.Any(pattern => pattern.Matches(schema.Key))).Select(schema => (schema.Key, schema.Value.Fit, schema.Value.Why))]);
    }

    private void Look(DeclaredFind find, List<(string Topic, SchemaFit? Fit, string? Why)> topics)
    {
        if (topics.Count == 0)
        {
            if ((find.Format & ValueFormats.Framed) != 0)
                Warn(find.Place, $"No topic that {Or(find.Topics.Select(topic => topic.Text))} matches has a schema in the registry for its {find.Part.Name}s (subjects TOPIC-{find.Part.Name}), so nobody can tell whether {What(find)} leads anywhere. Register it, or correct 'topics'.");
            return;
        }

        foreach (var (topic, _, why) in topics.Where(topic => topic.Fit is null))
            Warn(find.Place, $"The {Schema(find)} of {topic} can't be used, so that its {find.Part.Name}s follow 'unknownSchema': {why}.");
        var others = topics.Where(topic => topic.Fit is { } fit && (fit.Format & find.Format) == 0).ToList();
        if (others.Count > 0)
            Warn(find.Place, $"{Some(others.Select(other => other.Topic))} {(others.Count == 1 ? "has" : "have")} a {Schema(find)} of another format ({Name(others[0].Fit!.Format)}) than this entry expects, and {find.Part.Name}s by it are refused. {Mend(find, others[0].Fit!.Format)}");
        if (find.Tag is { } tag)
            LookAtTag(find, tag, [.. topics.Where(topic => topic.Fit is { } fit && (fit.Format & find.Format) != 0).Select(topic => (topic.Topic, topic.Fit!))]);
        else
            LookAtPath(find, [.. topics.Where(topic => topic.Fit?.Format == find.Format).Select(topic => (topic.Topic, topic.Fit!))]);
    }

    private void LookAtTag(DeclaredFind find, string tag, List<(string Topic, SchemaFit Fit)> topics)
    {
        if (topics.Where(topic => topic.Fit.AreTagsUnclear).Select(topic => topic.Topic).ToList() is { Count: > 0 } unclear)
            Warn(find.Place, $"Nobody can tell what the {Schema(find)} of {Some(unclear)} tags, so that its {find.Part.Name}s follow 'unknownSchema'.");
        if (topics.Count > 0 && topics.TrueForAll(topic => !topic.Fit.HasTag(tag) && !topic.Fit.AreTagsUnclear))
            Warn(find.Place, $"The {Schema(find)} of {Some(topics.Select(topic => topic.Topic))} tags nothing '{tag}', so this entry protects nothing there. Correct the tag, or have the schema tag its fields.");
    }

    private void LookAtPath(DeclaredFind find, List<(string Topic, SchemaFit Fit)> topics)
    {
        if (topics.Count == 0 || find.Uses.IsEmpty)
            return;
        var found = topics.ConvertAll(topic => (topic.Topic, Fit: topic.Fit.Ask(find.Uses[0].Plan)));
        var without = found.Where(one => one.Fit == Fit.Absent).Select(one => one.Topic).ToList();
        if (without.Count == topics.Count && find.Format != ValueFormats.JsonSchema)
            _problems.Add(new(find.Place.File, find.Place.Line, find.Place.Column, $"'{find.Path}' leads nowhere in the {Schema(find)} of {Some(without)}, so it protects nothing there. Correct the path, or the topics.", Severity.Error));
        else if (without.Count > 0)
            Warn(find.Place, $"'{find.Path}' leads nowhere in the {Schema(find)} of {Some(without)}{(find.Format == ValueFormats.JsonSchema ? ", which does not forbid it" : "")}. Correct the path, or say so by topics of its own.");
        if (found.Where(one => one.Fit == Fit.Untold).Select(one => one.Topic).ToList() is { Count: > 0 } untold)
            Warn(find.Place, $"Whether '{find.Path}' leads anywhere, the {Schema(find)} of {Some(untold)} does not tell: a part of the way may hold anything. A google.protobuf.Any of a type that the schema does not import is refused.");
        if (found.Where(one => one.Fit == Fit.OtherShape).Select(one => one.Topic).ToList() is { Count: > 0 } other)
            Warn(find.Place, $"'{find.Path}' looks for members or elements in what has none in the {Schema(find)} of {Some(other)}; there all that it meets is protected. Correct the path unless that is meant ('[*]' leads into lists).");
        foreach (var use in find.Uses)
        {
            if (topics.Where(topic => topic.Fit.Ask(use.Plan) == Fit.Refused).Select(topic => topic.Topic).ToList() is { Count: > 0 } refused)
                _problems.Add(new(use.Place.File, use.Place.Line, use.Place.Column, $"Rule {use.RuleId} does '{use.Plan.Rules[0].Treatment.Name}' to '{find.Class}', for which the type of '{find.Path}' in the {Schema(find)} of {Some(refused)} has no room: each record with it is refused. Use a treatment that fits the type.", Severity.Error));
        }
    }

    private void Warn(Place place, string text) => _problems.Add(new(place.File, place.Line, place.Column, text, Severity.Warning));

    private static string Some(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count <= MostNamed ? string.Join(", ", all) : FormattableString.Invariant($"{string.Join(", ", all.Take(MostNamed))} and {all.Count - MostNamed} more");
    }

    private static string Schema(DeclaredFind find) => find.Part.IsValue ? "schema" : $"{find.Part.Name} schema";

    private static string Mend(DeclaredFind find, ValueFormats format) => find.Path.Text == FieldPath.Whole && !find.Part.IsValue
        ? $"Write 'format: {Name(format)}' with the path of a field, or protect it by 'drop' or 'nullify', which need not read it."
        : $"Write 'format: {Name(format)}', in an entry of its own where both are meant.";

    private static string What(DeclaredFind find) => find.Tag is { } tag ? $"the tag '{tag}'" : $"'{find.Path}'";

    private static string Or(IEnumerable<string> names) => string.Join(" or ", names.Select(name => $"'{name}'"));

    private static string Name(ValueFormats format) => PolicyWords.Format(format);
}
