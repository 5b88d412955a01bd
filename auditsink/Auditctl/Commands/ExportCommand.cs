using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Compliance.Auditctl.Access;
using Compliance.Auditctl.Custody;
using Compliance.Auditctl.Export;
using Compliance.Auditctl.Output;
using Compliance.Events;
using Compliance.Store;
using Compliance.Store.Entries;

namespace Compliance.Auditctl.Commands;

/// <summary>
/// <c>auditctl export</c>: every event that fits into a file, and a manifest beside it. The use is recorded when it begins and when it ends;
/// the file has its name only after that.
/// </summary>
internal static class ExportCommand
{
    /// <summary>How far clocks of machines may be apart, and what comes in meanwhile.</summary>
    private static readonly TimeSpan Clocks = TimeSpan.FromMinutes(1);

    public static Command Make(Tools tools)
    {
        var filters = new FilterOptions(tools.Time);
        var output = new Option<string>("--output", "-o") { Description = "The file to make; it must not exist", Required = true };
        var format = new Option<string>("--format") { Description = "csv, parquet, arrow, jsonl (names of ECS), ocsf or cloudevents; left out: by the file's ending" };
        format.AcceptOnlyFromAmong([.. Enum.GetNames<ExportFormat>().Select(name => name.ToLowerInvariant())]);
        var columns = new Option<string[]>("--columns") { Description = "The archive's columns to write, by comma; left out: all. Not for ocsf and cloudevents, whose form is fixed", AllowMultipleArgumentsPerToken = true };
        var command = new Command("export", "Every event that fits, as CSV, Parquet, Arrow, JSON Lines, OCSF or CloudEvents, with a signed manifest beside it") { output, format, columns };
        filters.AddTo(command);
        Verb.Set(command, new CommonOptions(), tools, async (context, stop) =>
        {
            var parsed = context.Parsed;
            var query = Ended(filters.Read(parsed, context.Archive), tools.Time.GetUtcNow()) with { Custody = KnownCustody.Of(context.Archive, context.Settings, tools.Time) };
            var place = parsed.GetValue(output)!;
            var kind = Format(parsed.GetValue(format), place);
            var order = new ExportOrder(query, kind, Fields(parsed.GetValue(columns) ?? [], kind));
            using var file = new ExportFile(place);
            using var beside = new ExportFile(ExportSeal.ManifestOf(place));
            using var seal = new ExportFile(ExportSeal.SignatureOf(place));
            using var signer = Signer.Open(context.Settings.Custody);
            context.Using(new AccessUse(AuditAction.Export, [.. FilterText.Of(query), $"format={Name(kind)}"], query.Class));
            await context.BeginAsync(stop);
            var result = await ExportJob.RunAsync(order, file, context.Progress, stop);
            var manifest = Signed(await ManifestAsync(context, order, place, file, result, tools.Time, stop), signer, place);
            var bytes = JsonSerializer.SerializeToUtf8Bytes(manifest, ExportJson.Default.ExportManifest);
            await beside.WriteAsync(bytes, stop);
            if (signer is not null)
                await seal.WriteAsync(ExportSeal.Sign(bytes, place, signer.Name, signer.Key), stop);
            await context.SucceededAsync(result.Rows, stop);
            if (signer is not null)
                seal.Commit();
            beside.Commit();
            file.Commit();
            await context.Output.WriteLineAsync(context.Json
                ? JsonSerializer.Serialize(manifest, ExportJson.Default.ExportManifest)
                : ExportText.Of(manifest, place));
            if (parsed.GetValue(filters.Until) is null && await AheadAsync(query, tools.Time.GetUtcNow().Add(Clocks), stop) is var ahead and > 0)
                await context.Error.WriteLineAsync($"{ahead} files hold events that are dated later than now: a clock was ahead when they were recorded. They are not in this export; give --until to have them.");
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<ExportManifest> ManifestAsync(
        VerbContext context, ExportOrder order, string place, ExportFile file, ExportResult result, TimeProvider time, CancellationToken stop)
    {
        var (bytes, sha256) = await file.SealAsync(stop);
        return new ExportManifest
        {
            File = Path.GetFileName(place),
            FileFormat = Name(order.Format),
            Rows = result.Rows,
            Bytes = bytes,
            Sha256 = sha256,
            FirstTime = Time(result.Times?.First),
            LastTime = Time(result.Times?.Last),
            Query = ExportQuestion.Of(order.Query),
            Columns = [.. order.Fields.Select(field => field.Column)],
            Sources = result.Sources,
            JournalRows = result.JournalRows > 0 ? result.JournalRows : null,
            Purged = result.Purged is { Count: > 0 } purged ? purged : null,
            Checkpoints = await ExportCheckpoint.ReadAsync(context, result.Sources, time, stop),
            MadeAt = time.GetUtcNow(),
            MadeBy = context.Recorder.User,
            Reason = context.Recorder.Reason,
            MadeWith = AccessRecorder.Tool,
        };
    }

    private static ExportManifest Signed(ExportManifest manifest, Signer? signer, string place) => signer is null
        ? manifest with { Unsigned = "The settings name no key that signs (custody.signer): nobody vouches for this manifest." }
        : manifest with { SignedBy = signer.Key.PublicKey.ToVerifierKey(signer.Name), Signature = Path.GetFileName(ExportSeal.SignatureOf(place)) };

    // So that what is recorded of this very export, and what comes in while it is written, is no part of it. Who names a time means it.
    private static AccessQuery Ended(AccessQuery query, DateTimeOffset now) => query.Until is null ? query with { Until = now } : query;

    private static async Task<int> AheadAsync(AccessQuery query, DateTimeOffset from, CancellationToken stop)
    {
        using var store = ArchiveAddress.Open(query.Archive, TimeProvider.System);
        return (await LiveFiles.FindAsync(store, file => file.LastTime >= EventTime.Micros(from), stop))?.Count ?? 0;
    }

    private static DateTimeOffset? Time(long? micros) => micros is { } known ? EventTime.Of(known) : null;

    private static string Name(ExportFormat format) => format.ToString().ToLowerInvariant();

    private static ExportFormat Format(string? name, string place)
    {
        var text = name ?? Path.GetExtension(place).TrimStart('.');
        return Enum.TryParse<ExportFormat>(text, ignoreCase: true, out var format) && Enum.IsDefined(format) && !char.IsDigit(text[0])
            ? format
            : throw new UsageException($"As what is {place} to be written? Its ending is no format: give --format csv, parquet, arrow, jsonl, ocsf or cloudevents.");
    }

    private static ImmutableArray<EventField> Fields(string[] words, ExportFormat format)
    {
        var names = words.SelectMany(word => word.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal).ToList();
        if (names.Count == 0)
            return EventFields.InOrder;
        if (format is ExportFormat.Ocsf or ExportFormat.CloudEvents)
            throw new UsageException($"--columns does not go with --format {Name(format)}, whose form is fixed.");
        return [.. names.Select(name => EventFields.InOrder.FirstOrDefault(field => field.Column == name)
            ?? throw new UsageException($"--columns: the archive has no column '{name}'. It has {string.Join(", ", EventFields.InOrder.Select(field => field.Column))}."))];
    }
}
