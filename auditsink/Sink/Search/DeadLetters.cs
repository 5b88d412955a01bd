using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Compliance.Store;

namespace Compliance.AuditSink.Search;

/// <summary>
/// Documents that the index will never take, in the archive's store: an object for each refusal, named by what is in it, so that the same
/// refusal again is no second one. A line a document: the error's type, then the two lines of the bulk request as JSON. The archive has the
/// events in any case. Any thread.
/// </summary>
internal sealed class DeadLetters(IArchiveStore store)
{
    public const string Folder = "_search/dead-letters/";

    /// <summary>All of them last when this returns.</summary>
    public Task AddAsync(BulkBatch batch, IReadOnlyList<(BulkItem Item, string Error)> refused, CancellationToken stop)
    {
        var text = new StringBuilder();
        foreach (var (item, error) in refused)
        {
            var lines = Encoding.UTF8.GetString(batch.Lines(item).Span).TrimEnd('\n').Split('\n');
            text.Append(CultureInfo.InvariantCulture, $$"""{"error":"{{error}}","action":{{lines[0]}},"document":{{lines[1]}}}""").Append('\n');
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        var name = string.Create(CultureInfo.InvariantCulture, $"{Folder}{batch.Partition}-{batch.Next}-{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}.jsonl");
        return store.CreateAsync(name, bytes, stop);
    }
}
