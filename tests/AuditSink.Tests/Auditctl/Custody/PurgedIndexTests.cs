using System.Text.RegularExpressions;
using Compliance.AuditSink.Tests.Support;
using Compliance.Search.Bulk;
using Compliance.Search.Documents;
using Compliance.Search.Refused;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl.Custody;

/// <summary>What is purged leaves the search index too, with a real Elasticsearch: all of it, and nothing else.</summary>
public sealed class PurgedIndexTests
{
    [Fact]
    public async Task The_documents_of_purged_files_go_and_the_certificate_counts_them()
    {
        await using var indexed = await IndexedCustody.MakeAsync();
        Assert.Equal(70, (await indexed.IdsAsync()).Count());

        var request = indexed.Purge(withIndex: true);

        Assert.Contains($"60 documents of them were erased from {indexed.Url}{indexed.Prefix}-* ({indexed.First} 50, {indexed.Second} 10), and none was left", indexed.Archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Equal(IndexedCustody.IdsOf(61, 70), await indexed.IdsAsync());
        var certificate = (await indexed.Archive.StateAsync()).Requests.Single().Certificate!.Statement.Certificate!;
        Assert.Equal([(indexed.First, 50L), (indexed.Second, 10L)], certificate.Erased!.Documents.Select(index => (index.Key, index.Value)));
        Assert.Contains($"Their documents were erased from {indexed.Url}{indexed.Prefix}-*.", indexed.Compared("all", isSound: true), StringComparison.Ordinal);

        // and a rebuild does not bring them back
        indexed.Archive.Done("carol", "reindex", "--json");
        Assert.Equal((0, 10), (indexed.Archive.Json.GetProperty("created").GetInt32(), indexed.Archive.Json.GetProperty("present").GetInt32()));
        Assert.Equal("0", request);
    }

    [Fact]
    public async Task Without_the_option_the_index_is_not_touched_and_what_is_left_there_is_named_until_it_is_erased()
    {
        await using var indexed = await IndexedCustody.MakeAsync();

        var request = indexed.Purge(withIndex: false);

        Assert.Contains($"Search index: not touched, so what was purged may be found there still. Erase it too: auditctl purge run {request} --elasticsearch URL", indexed.Archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Equal(70, (await indexed.IdsAsync()).Count());
        foreach (var depth in new[] { "counts", "sample", "all" })
        {
            var said = indexed.Compared(depth, isSound: false);
            Assert.Contains($"was purged with {Regex.Match(said, "date=2026-11-25/hour=12/[^ ]+")} by request {request}, and can still be found. Erase it: auditctl purge run {request} --elasticsearch URL.", said, StringComparison.Ordinal);
            Assert.Contains("Differences between index and archive: 60.", said, StringComparison.Ordinal);
            Assert.Equal(60, Regex.Count(said, "FOUND  DocumentPurged"));
        }

        // when the same is run once more, with it
        indexed.Archive.Done("bob", "purge", "run", request, "--elasticsearch", indexed.Url);
        Assert.Contains("60 documents of them were erased", indexed.Archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Contains("statement 4 says so", indexed.Archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Equal(IndexedCustody.IdsOf(61, 70), await indexed.IdsAsync());
        indexed.Compared("all", isSound: true);
        var erasure = Assert.Single((await indexed.Archive.StateAsync()).Requests.Single().Erasures);
        Assert.Equal(("bob", 60L), (erasure.Statement.By, erasure.Statement.Erasure!.Documents.Values.Sum()));

        // and again, of what came back: nothing
        indexed.Archive.Done("alice", "purge", "run", request, "--elasticsearch", indexed.Url);
        Assert.Contains("0 documents of them were erased", indexed.Archive.Ctl.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documents_of_the_same_hour_whose_file_stays_are_not_touched_and_counts_that_fit_hide_nothing()
    {
        await using var indexed = await IndexedCustody.MakeAsync();
        var request = indexed.Archive.Approved("purge", "request");
        await indexed.Archive.WriteAsync(null, (Sample.Batch(71, 80), 3));
        indexed.Fill();
        indexed.Archive.Done("alice", "purge", "run", request);

        // given a day of ten rows with ten documents: those of others that were purged
        foreach (var id in IndexedCustody.IdsOf(1, 40).Concat(IndexedCustody.IdsOf(71, 80)))
            await indexed.Elastic.DeleteAsync($"{indexed.First}/_doc/{id}");
        var said = indexed.Compared("counts", isSound: false);
        Assert.Equal((20, 10), (Regex.Count(said, "FOUND  DocumentPurged"), Regex.Count(said, "FOUND  DocumentMissing")));

        indexed.Fill();
        indexed.Archive.Done("alice", "purge", "run", request, "--elasticsearch", indexed.Url);
        Assert.Contains("20 documents of them were erased", indexed.Archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Equal(IndexedCustody.IdsOf(61, 80), await indexed.IdsAsync());
        indexed.Compared("all", isSound: true);
    }

    [Fact]
    public async Task What_the_sink_noted_itself_goes_with_the_file_that_it_stood_in()
    {
        await using var indexed = await IndexedCustody.MakeAsync(isFilled: false);
        await indexed.Archive.WriteAsync(null, ("no batch of events"u8.ToArray(), 3), (Sample.Batch(91, 95), 4), (Sample.Batch(81, 82), 5));
        indexed.Fill();
        var noted = (await indexed.IdsAsync()).Count();
        Assert.Equal(79, noted); // a record that is unreadable, a gap; of the gap two events came late

        indexed.Purge(withIndex: true);

        Assert.Contains("69 documents of them were erased", indexed.Archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Equal(IndexedCustody.IdsOf(61, 70), await indexed.IdsAsync());
        indexed.Compared("all", isSound: true);
    }

    [Fact]
    public async Task Documents_of_a_compacted_file_are_those_of_its_originals()
    {
        await using var indexed = await IndexedCustody.MakeAsync();
        using (var store = indexed.Archive.Store())
        {
            using var sink = await CompactingSink.OpenAsync(store, indexed.Archive.Ledger, indexed.Archive.Time);
            await sink.FillAsync(2);
            await sink.UntilCompactedAsync(store);
        }

        indexed.Fill();
        indexed.Compared("all", isSound: true);

        indexed.Purge(withIndex: true);

        Assert.Contains("90 documents of them were erased", indexed.Archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Equal(IndexedCustody.IdsOf(61, 70), await indexed.IdsAsync());
        indexed.Compared("all", isSound: true);
    }

    [Fact]
    public async Task A_copy_of_an_index_that_boards_find_is_searched_too()
    {
        await using var indexed = await IndexedCustody.MakeAsync();
        await indexed.Elastic.PutAsync($"{indexed.Prefix}-copy/_doc/other", (await indexed.Elastic.GetAsync($"{indexed.First}/_doc/{Sample.Fetch(7).Id}"))["_source"]!.ToJsonString());

        indexed.Purge(withIndex: true);

        Assert.Contains($"{indexed.Prefix}-copy 1)", indexed.Archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Equal(0, await indexed.Elastic.CountAsync($"{indexed.Prefix}-copy"));
    }

    [Theory]
    [InlineData("""{"index.blocks.write":true}""", """{"index.blocks.write":false}""", "is read-only, as a lifecycle leaves it")]
    [InlineData("_close", "_open", "no index of them may be closed")]
    public async Task An_index_that_cannot_be_written_or_read_ends_it_without_a_certificate_and_the_next_run_goes_on(string given, string mended, string said)
    {
        await using var indexed = await IndexedCustody.MakeAsync();
        var request = indexed.Archive.Approved("purge", "request");
        await ChangeAsync(indexed, given);

        Assert.Equal(2, indexed.Archive.Run("alice", "purge", "run", request, "--elasticsearch", indexed.Url));
        Assert.Contains(said, indexed.Archive.Ctl.Error, StringComparison.Ordinal);
        Assert.Null((await indexed.Archive.StateAsync()).Requests.Single().Certificate);
        Assert.Equal(3, indexed.Archive.Verify());
        Assert.Contains("PurgeUnfinished", indexed.Archive.Ctl.Output, StringComparison.Ordinal);

        await ChangeAsync(indexed, mended);
        indexed.Archive.Done("alice", "purge", "run", request, "--elasticsearch", indexed.Url);
        Assert.Equal(IndexedCustody.IdsOf(61, 70), await indexed.IdsAsync());
        indexed.Compared("all", isSound: true);
    }

    [Fact]
    public async Task Documents_that_the_index_refused_go_with_their_files_whatever_becomes_of_the_index()
    {
        using var archive = await CustodyCase.MakeAsync();
        using var store = archive.Store();
        using var writer = new DocumentWriter("audit-kafka");
        var (letters, batch) = (new DeadLetters(store), new BulkBatch(0) { Next = 1 });
        foreach (var sequence in new[] { 7, 8 })
            batch.Add(Sample.Fetch(sequence), writer);
        var young = Sample.Fetch(61);
        young.Timestamp += (long)TimeSpan.FromDays(400).TotalMicroseconds;
        batch.Add(young, writer);
        await letters.AddAsync(batch, [.. batch.Items.Select(item => (item, "mapper_parsing_exception"))], default);

        archive.Done("alice", "purge", "run", archive.Approved("purge", "request"));

        Assert.Contains("2 documents that the index had refused went with them.", archive.Ctl.Output, StringComparison.Ordinal);
        var left = await letters.ReadAsync(default).SelectMany(box => box.Letters.ToAsyncEnumerable()).Select(letter => letter.Id).ToListAsync();
        Assert.Equal([young.Id], left);
    }

    private static async Task ChangeAsync(IndexedCustody indexed, string how)
    {
        if (how.StartsWith('{'))
            await indexed.Elastic.PutAsync($"{indexed.First}/_settings", how);
        else
            await indexed.Elastic.PostAsync($"{indexed.First}/{how}");
    }
}
