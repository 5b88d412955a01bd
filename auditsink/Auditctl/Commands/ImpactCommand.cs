using System.CommandLine;
using System.Text.Json;
using Compliance.Auditctl.Access;
using Compliance.Auditctl.Custody;
using Compliance.Auditctl.Output;
using Compliance.Auditctl.Query;
using Compliance.Events;
using Compliance.Protect.Reports;
using Compliance.Rules;
using Compliance.Rules.Comparing;
using Compliance.Rules.Compiled;

namespace Compliance.Auditctl.Commands;

/// <summary>
/// <c>auditctl impact OLD NEW [--from archive|topic]</c>: who would see or do more or less under other policies, counted over what was recorded,
/// in the archive or in the audit topic as far as the brokers still have it.
/// </summary>
internal static class ImpactCommand
{
    private const string Archive = "archive";
    private const string Topic = "topic";

    public static Command Make(Tools tools)
    {
        var filters = new FilterOptions(tools.Time);
        var before = new Argument<string>("OLD") { Description = "The policies as they are: a file or a folder" };
        var after = new Argument<string>("NEW") { Description = "The policies as they would be" };
        var command = new Command("impact", "Who would see or do more or less under other policies, counted over the recorded accesses") { before, after };
        var from = new Option<string>("--from") { Description = "Where the recorded accesses are: the archive, or the audit topic of the settings (kafka), which is newer and goes back less far", DefaultValueFactory = _ => Archive };
        from.AcceptOnlyFromAmong(Archive, Topic);
        command.Options.Add(from);
        filters.AddTo(command);
        Verb.Set(command, new CommonOptions(), tools, async (context, stop) =>
        {
            var (was, would) = (Rules(context.Parsed.GetValue(before)!), Rules(context.Parsed.GetValue(after)!));
            var conditions = new RecordedConditions(was, would);
            var isOfTopic = context.Parsed.GetValue(from) == Topic;
            var query = filters.Read(context.Parsed, isOfTopic ? "" : context.Archive);
            context.Using(new AccessUse(AuditAction.Impact, [.. FilterText.Of(query), .. isOfTopic ? ["from=topic"] : Array.Empty<string>()], query.Class));
            var accesses = isOfTopic
                ? await OfTopicAsync(context, query, conditions, stop)
                : await AccessCounts.ReadAsync(query with { Custody = KnownCustody.Of(context.Archive, context.Settings, tools.Time) }, conditions, stop);
            var impact = Impact.Of(was, would, accesses, tools.Time.GetUtcNow());
            await context.SucceededAsync(accesses.Count, stop);
            if (context.Json)
                await context.Output.WriteLineAsync(JsonSerializer.Serialize(impact, ImpactJson.Default.Impact));
            else
                impact.WriteTo(context.Output);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<List<RecordedAccess>> OfTopicAsync(VerbContext context, AccessQuery query, RecordedConditions conditions, CancellationToken stop)
    {
        if (context.Settings.Topic is not { } topic)
            throw new UsageException("Which topic? --from topic reads the one that --config FILE names: kafka: {bootstrap: [broker-1:9092], topic: compliance.audit}.");
        var events = new TopicEvents(topic, query.Since);
        var accesses = AccessCounts.Read(events.Read(stop), query, conditions, stop);
        if (events.Unread > 0)
            await context.Error.WriteLineAsync(FormattableString.Invariant($"{events.Unread} records of {topic.Topic} are no events and were not looked at; the sink puts such records aside (auditctl dead-letters)."));
        return accesses;
    }

    private static RuleSet Rules(string path)
    {
        var problems = new List<Problem>();
        var (rules, found) = PolicyLoader.Load(PolicyFiles.Read([path], problems));
        return rules is not null && problems.Count == 0
            ? rules
            : throw new UsageException(string.Join('\n', problems.Concat(found).Where(problem => problem.Severity == Severity.Error)));
    }
}
