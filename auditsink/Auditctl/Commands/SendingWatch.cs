using System.Globalization;
using Compliance.Search.Bulk;

namespace Compliance.Auditctl.Commands;

/// <summary>Tells whoever waits why nothing moves; not more often than each few seconds. Any thread.</summary>
internal sealed class SendingWatch(TextWriter error, TimeProvider time) : IBulkWatcher
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private long? _told;

    public void Answered(BulkReply reply)
    {
    }

    public void Again(BulkReply reply, int documents, TimeSpan pause) =>
        Tell(string.Create(CultureInfo.InvariantCulture, $"Elasticsearch did not take {documents} documents ({reply}); they are sent again."));

    public void Refused(int documents, string error) =>
        Tell(string.Create(CultureInfo.InvariantCulture, $"Elasticsearch refused {documents} documents for good, the first as {error}."));

    public void Paced(int requests, int documents)
    {
    }

    private void Tell(string text)
    {
        lock (_gate)
        {
            if (_told is { } told && time.GetElapsedTime(told) < Every)
                return;
            _told = time.GetTimestamp();
            error.WriteLine(text);
        }
    }
}
