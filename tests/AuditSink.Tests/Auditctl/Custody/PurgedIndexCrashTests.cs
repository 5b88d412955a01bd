using System.Globalization;
using Compliance.Harness;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl.Custody;

/// <summary>A purge that is stopped at each of its steps in a real Elasticsearch: the next run ends it, and nothing is left or lost.</summary>
public sealed class PurgedIndexCrashTests
{
    // Which request of that kind, from 1, whether the server has done it, and what it leaves. A look searches each of two hours, in two pages, and deletes.
    [Theory]
    [InlineData("/_alias", 1, false, 70)]
    [InlineData("/_pit", 1, true, 70)]
    [InlineData("/_bulk", 1, false, 70)]
    [InlineData("/_bulk", 1, true, 20)]
    [InlineData("/_bulk", 2, true, 10)]
    [InlineData("/_search", 5, false, 10)]
    public async Task What_a_stop_leaves_is_erased_by_the_next_run(string step, int number, bool isDone, int left)
    {
        await using var indexed = await IndexedCustody.MakeAsync();
        var request = indexed.Archive.Approved("purge", "request");
        using var stop = new CancellationTokenSource();
        var seen = 0;
        await using (var tap = new HttpTap(new Uri(indexed.Url)) { Before = what => isDone ? Task.CompletedTask : StopAt(what), After = what => isDone ? StopAt(what) : Task.CompletedTask })
        {
            var code = await indexed.Archive.Ctl.VerbAsync("purge", ["run", request, "--config", indexed.Archive.Settings("alice"), "--elasticsearch", tap.Url.AbsoluteUri], stop.Token);
            Assert.NotEqual(0, code);
        }

        Assert.Equal(number, seen);
        Assert.Single(indexed.Archive.Files()); // the files go first, so that nothing can bring a document back
        Assert.Null((await indexed.Archive.StateAsync()).Request(long.Parse(request, CultureInfo.InvariantCulture))!.Certificate);
        Assert.Equal(left, (await indexed.IdsAsync()).Count());
        Assert.Equal(left - 10, System.Text.RegularExpressions.Regex.Count(indexed.Compared("all", isSound: false), "FOUND  DocumentPurged"));

        indexed.Archive.Done("alice", "purge", "run", request, "--elasticsearch", indexed.Url);
        Assert.Contains("and none was left", indexed.Archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Equal(IndexedCustody.IdsOf(61, 70), await indexed.IdsAsync());
        indexed.Compared("all", isSound: true);

        Task StopAt(string what)
        {
            if (!what.Contains(step, StringComparison.Ordinal) || ++seen != number)
                return Task.CompletedTask;
            stop.Cancel();
            throw new OperationCanceledException();
        }
    }
}
