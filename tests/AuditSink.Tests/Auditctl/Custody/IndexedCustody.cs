using Compliance.AuditSink.Tests.Support;
using Compliance.Harness;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl.Custody;

/// <summary>
/// A <see cref="CustodyCase"/> whose events are in a real Elasticsearch, too, and whose people have settings that name it: 50 documents of
/// <see cref="First"/> and 10 of the next day, which a purge takes, and 10 of <see cref="Young"/>, which stay.
/// </summary>
internal sealed class IndexedCustody : IAsyncDisposable
{
    private IndexedCustody(CustodyCase archive, Uri url)
    {
        (Archive, Url, Elastic) = (archive, url.AbsoluteUri, new Elastic(url));
        foreach (var person in new[] { "alice", "bob", "carol" })
            archive.WriteSettings(person, person, $"elasticsearch: {{url: \"{url}\", indexPrefix: {Prefix}}}");
    }

    public CustodyCase Archive { get; }
    public Elastic Elastic { get; }
    public string Url { get; }
    public string Prefix { get; } = ElasticsearchServer.UniqueName("purge");
    public string First => $"{Prefix}-2026.11.25";
    public string Second => $"{Prefix}-2026.11.26";
    public string Young => $"{Prefix}-2027.12.30";

    public static async Task<IndexedCustody> MakeAsync(bool isFilled = true)
    {
        var made = new IndexedCustody(await CustodyCase.MakeAsync(), (await ElasticsearchServer.GetAsync()).Url);
        if (isFilled)
            made.Fill();
        return made;
    }

    /// <summary>Puts every event of the archive into the index.</summary>
    public void Fill() => Archive.Done("carol", "reindex");

    /// <summary>Has what is old purged, without the index or with it; returns the request's number.</summary>
    public string Purge(bool withIndex)
    {
        var request = Archive.Approved("purge", "request");
        Archive.Done("alice", ["purge", "run", request, .. withIndex ? new[] { "--elasticsearch", Url } : []]);
        return request;
    }

    /// <summary>Ids of all documents that boards find.</summary>
    public async Task<IEnumerable<string>> IdsAsync() => (await Elastic.DocumentsAsync($"{Prefix}-*")).Keys;

    public static IEnumerable<string> IdsOf(int first, int last) =>
        Enumerable.Range(first, last - first + 1).Select(sequence => Sample.Fetch(sequence).Id.ToString()).Order(StringComparer.Ordinal);

    /// <summary>Compares, expects that all is well or that something is found, and returns what was printed.</summary>
    public string Compared(string depth, bool isSound)
    {
        var code = Archive.Verify("--compare", depth);
        Assert.True(code == (isSound ? 0 : 3), $"{code}: {Archive.Ctl.Error}{Archive.Ctl.Output}");
        return Archive.Ctl.Output;
    }

    public async ValueTask DisposeAsync()
    {
        await Elastic.DeleteAsync($"{Prefix}-*");
        Elastic.Dispose();
        Archive.Dispose();
    }
}
