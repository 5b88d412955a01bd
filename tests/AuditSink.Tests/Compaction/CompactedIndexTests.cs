using Compliance.AuditSink.Tests.Auditctl.Custody;
using Compliance.AuditSink.Tests.Support;
using Xunit;

namespace Compliance.AuditSink.Tests.Compaction;

/// <summary>The search index beside an archive that was compacted, with a real Elasticsearch.</summary>
public sealed class CompactedIndexTests
{
    [Fact]
    public async Task An_index_is_compared_with_compacted_files_and_rebuilt_from_them_as_it_was()
    {
        await using var indexed = await IndexedCustody.MakeAsync();
        using var store = indexed.Archive.Store();
        using var sink = await CompactingSink.OpenAsync(store, indexed.Archive.Ledger, indexed.Archive.Time);
        await sink.FillAsync(3);
        indexed.Fill();
        var before = await indexed.Elastic.DocumentsAsync($"{indexed.Prefix}-*");

        // when the originals lie there still, and when they are gone
        await sink.UntilCompactedAsync(store);
        indexed.Compared("all", isSound: true);
        var left = (await CompactingSink.FilesAsync(store)).Count - 4;
        await sink.UntilAsync(async () => (await CompactingSink.FilesAsync(store)).Count == left, "the originals to go");
        indexed.Compared("all", isSound: true);

        // and of the compacted file's documents one is missing, and then all
        var missing = Sample.Fetch(85).Id;
        await indexed.Elastic.DeleteAsync($"{indexed.First}/_doc/{missing}");
        Assert.Contains($"FOUND  DocumentMissing {indexed.First}: {missing} is in the archive", indexed.Compared("counts", isSound: false), StringComparison.Ordinal);
        await indexed.Elastic.DeleteAsync($"{indexed.Prefix}-*");
        indexed.Fill();

        Assert.Equal(before, await indexed.Elastic.DocumentsAsync($"{indexed.Prefix}-*"));
        indexed.Compared("all", isSound: true);
    }
}
