using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Compliance.Auditctl.Access;
using Compliance.Auditctl.Custody;
using Compliance.Events;
using Compliance.Ledger.Verify;
using Compliance.Search;
using Compliance.Search.Http;
using Compliance.Search.Rebuild;
using Compliance.Search.Settings;

namespace Compliance.Auditctl.Commands;

/// <summary><c>auditctl reindex</c>: puts events of the archive into the index once more.</summary>
internal static class ReindexCommand
{
    private const int MostNamed = 20;

    public static Command Make(Tools tools)
    {
        var index = new IndexOptions();
        var since = FilterOptions.Time("--since", "The earliest time", tools.Time);
        var until = FilterOptions.Time("--until", "The time before which", tools.Time);
        var resume = new Option<string>("--resume") { Description = "File that notes which files of the archive are done: the same command with it goes on there after it was stopped. It goes when all is done" };
        var command = new Command("reindex", "Put events of the archive into the search index again, under their own ids: what is there stays, what is missing comes back") { since, until, resume };
        index.AddTo(command);
        Verb.Set(command, new CommonOptions(), tools, async (context, stop) =>
        {
            var settings = index.Settings(context);
            var query = new AccessQuery { Archive = context.Archive, Since = context.Parsed.GetValue(since), Until = context.Parsed.GetValue(until), Custody = KnownCustody.Of(context.Archive, context.Settings, tools.Time) };
            if (query.Since >= query.Until)
                throw new UsageException("--since must be before --until.");
            context.Using(new AccessUse(AuditAction.Reindex, [.. FilterText.Of(query), $"index={settings.IndexPrefix}"], []));
            await context.BeginAsync(stop);
            var refused = new List<Guid>();
            var report = await RunAsync(context, settings, query, context.Parsed.GetValue(resume), refused, tools.Time, stop);
            await context.SucceededAsync(report.Documents.Created, stop);
            await WriteAsync(context, report, refused);
            return report.Documents.Refused == 0 ? ExitCode.Done : ExitCode.Findings;
        });
        return command;
    }

    private static async Task<RebuildReport> RunAsync(
        VerbContext context, ElasticsearchSettings settings, AccessQuery query, string? resume, List<Guid> refused, TimeProvider time, CancellationToken stop)
    {
        using var store = TrustOptions.Place(context.Archive, "--archive", time);
        using var client = new IndexClient(settings);
        var (since, until) = (Micros(query.Since) ?? long.MinValue, Micros(query.Until) ?? long.MaxValue);
        var question = string.Create(CultureInfo.InvariantCulture, $"reindex {store.Address} into {settings.Url}{settings.IndexPrefix} from {since} to {until}");
        var sender = new IndexSending(client, settings, context.Error, time).Sender((_, documents, _) =>
        {
            lock (refused)
                refused.AddRange(documents.Select(document => document.Item.Id).Take(MostNamed - refused.Count));
            return Task.CompletedTask;
        });
        var rows = new ArchiveRows(new ArchiveView(store), PurgedFiles.PathsOf(await PurgedFiles.OfAsync(query, store, stop)));
        RebuildReport report;
        using (var journal = resume is null ? null : RebuildJournal.Open(resume, question))
            report = await new IndexRebuild(rows, settings, sender, journal).RunAsync(since, until, new Reports(context.Progress), stop);
        if (resume is not null)
            File.Delete(resume);
        return report;
    }

    private static async Task WriteAsync(VerbContext context, RebuildReport report, List<Guid> refused)
    {
        var (files, documents) = (report.Files, report.Documents);
        if (context.Json)
        {
            await context.Output.WriteLineAsync(new JsonObject
            {
                ["files"] = files,
                ["skippedFiles"] = report.Skipped,
                ["created"] = documents.Created,
                ["present"] = documents.Present,
                ["refused"] = documents.Refused,
                ["refusedEvents"] = new JsonArray([.. refused.Select(id => JsonValue.Create(id.ToString()))]),
            }.ToJsonString());
            return;
        }

        await context.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{files:N0} files of the archive{(report.Skipped > 0 ? $" ({report.Skipped:N0} more were done before)" : "")}: {documents.Created:N0} documents are new in the index, {documents.Present:N0} were there, {documents.Refused:N0} were refused."));
        foreach (var id in refused)
            await context.Output.WriteLineAsync($"refused {id}");
    }

    private static long? Micros(DateTimeOffset? time) => time is { } given ? EventTime.Micros(given) : null;

    private sealed class Reports(Progress progress) : IProgress<RebuildReport>
    {
        public void Report(RebuildReport value) => progress.Rows("Rebuilding, files", value.Files + value.Skipped, value.OfFiles);
    }
}
