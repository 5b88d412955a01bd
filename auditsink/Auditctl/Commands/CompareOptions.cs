using System.CommandLine;
using Compliance.Auditctl.Custody;
using Compliance.Auditctl.Query;
using Compliance.Ledger.Verify;
using Compliance.Search.Compare;
using Compliance.Search.Http;
using Compliance.Store;

namespace Compliance.Auditctl.Commands;

/// <summary>Whether and how closely the search index is compared with the archive.</summary>
internal sealed class CompareOptions
{
    private readonly IndexOptions _index = new();
    private readonly Option<string> _depth = new("--compare") { Description = "Compare the search index with the archive, too: counts (of each day; days that differ whole), sample (and the first thousand documents of each file), or all" };
    private readonly Option<DateTimeOffset?> _since;
    private readonly Option<DateTimeOffset?> _until;

    private readonly TimeProvider _time;

    public CompareOptions(TimeProvider time)
    {
        _time = time;
        _since = FilterOptions.Time("--since", "First day to compare with the index; the archive is checked whole", time);
        _until = FilterOptions.Time("--until", "Last day to compare", time);
        _depth.AcceptOnlyFromAmong("counts", "sample", "all");
    }

    public void AddTo(Command command)
    {
        _index.AddTo(command);
        foreach (var option in new Option[] { _depth, _since, _until })
            command.Options.Add(option);
    }

    /// <summary>As the use is recorded; empty: the index is not asked for.</summary>
    public IReadOnlyList<string> Filters(VerbContext context) => IsAsked(context) ? [$"compare={Word(context)}"] : [];

    /// <summary>Null, if it is not asked for.</summary>
    public async Task<IndexReport?> RunAsync(VerbContext context, IArchiveStore store, CancellationToken stop)
    {
        if (!IsAsked(context))
            return null;
        var settings = _index.Settings(context);
        using var client = new IndexClient(settings);
        var archive = new AccessQuery { Archive = context.Archive, Custody = KnownCustody.Of(context.Archive, context.Settings, _time) };
        var (deleted, purged) = (await DeletedIndices.FindAsync(archive, stop), await PurgedFiles.OfAsync(archive, store, stop));
        var plan = new ComparePlan(Enum.Parse<CompareDepth>(Word(context), ignoreCase: true), Day(context, _since), Day(context, _until), deleted, purged);
        return await new IndexComparison(new ArchiveView(store), client, settings, plan).RunAsync(new Reports(context.Progress), stop);
    }

    private bool IsAsked(VerbContext context) => _index.IsNamed(context) || context.Parsed.GetValue(_depth) is not null;

    private string Word(VerbContext context) => context.Parsed.GetValue(_depth) ?? "counts";

    private static DateOnly? Day(VerbContext context, Option<DateTimeOffset?> option) =>
        context.Parsed.GetValue(option) is { } time ? DateOnly.FromDateTime(time.UtcDateTime) : null;

    private sealed class Reports(Progress progress) : IProgress<(int Days, int OfDays)>
    {
        public void Report((int Days, int OfDays) value) => progress.Rows("Comparing days with the index", value.Days, value.OfDays);
    }
}
