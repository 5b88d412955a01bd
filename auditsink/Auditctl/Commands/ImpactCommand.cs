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

/// <summary><c>auditctl impact OLD NEW</c>: who would see or do more or less under other policies, counted over what was recorded.</summary>
internal static class ImpactCommand
{
    public static Command Make(Tools tools)
    {
        var filters = new FilterOptions(tools.Time);
        var before = new Argument<string>("OLD") { Description = "The policies as they are: a file or a folder" };
        var after = new Argument<string>("NEW") { Description = "The policies as they would be" };
        var command = new Command("impact", "Who would see or do more or less under other policies, counted over the recorded accesses") { before, after };
        filters.AddTo(command);
        Verb.Set(command, new CommonOptions(), tools, async (context, stop) =>
        {
            var (was, would) = (Rules(context.Parsed.GetValue(before)!), Rules(context.Parsed.GetValue(after)!));
            var query = filters.Read(context.Parsed, context.Archive) with { Custody = KnownCustody.Of(context.Archive, context.Settings, tools.Time) };
            context.Using(new AccessUse(AuditAction.Impact, FilterText.Of(query), query.Class));
            var accesses = await AccessCounts.ReadAsync(query, stop);
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

    private static RuleSet Rules(string path)
    {
        var problems = new List<Problem>();
        var (rules, found) = PolicyLoader.Load(PolicyFiles.Read([path], problems));
        return rules is not null && problems.Count == 0
            ? rules
            : throw new UsageException(string.Join('\n', problems.Concat(found).Where(problem => problem.Severity == Severity.Error)));
    }
}
