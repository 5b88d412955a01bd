using Compliance.Auditctl;

namespace Compliance.Local.Parts;

/// <summary>Asks the archive as <c>auditctl query</c> does.</summary>
internal static class ArchiveReader
{
    // Of a long run the newest; far more than a short one leaves.
    private const int Most = 100_000;

    /// <summary>The whole history, the oldest row first; empty before the sink has written anything.</summary>
    public static async Task<IReadOnlyList<AccessRow>> ReadAsync(string archive)
    {
        try
        {
            return (await AccessHistory.QueryAsync(new AccessQuery { Archive = archive, Limit = Most })).Rows;
        }
        catch (ArchiveException) when (!Directory.Exists(archive) || Directory.GetFiles(archive, "*.parquet", SearchOption.AllDirectories).Length == 0)
        {
            return [];
        }
    }
}
