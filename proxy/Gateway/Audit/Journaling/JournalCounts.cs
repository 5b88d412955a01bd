namespace Compliance.Gateway.Audit.Journaling;

/// <summary>What the journal has done since the start; counted under its lock, read by metrics at any time.</summary>
internal sealed class JournalCounts
{
    private long _events;
    private long _bytes;
    private long _refused;

    public long Events => Interlocked.Read(ref _events);
    public long Bytes => Interlocked.Read(ref _bytes);
    public long Refused => Interlocked.Read(ref _refused);

    public void Took(int bytes)
    {
        _events++;
        _bytes += bytes;
    }

    public void Refuse() => _refused++;
}
