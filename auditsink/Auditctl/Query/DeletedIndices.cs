using Compliance.Events;

namespace Compliance.Auditctl.Query;

/// <summary>The indices whose deletion the archive tells of: the sink deletes one when its time is over, and records it before.</summary>
internal static class DeletedIndices
{
    private const string Named = "index=";
    private static readonly string Filters = EventFields.InOrder.Single(field => field.Path == "kafka.audit.filters").Column;

    public static Task<IReadOnlySet<string>> FindAsync(AccessQuery archive, CancellationToken stop) =>
        ArchiveTable.AskAsync(archive, Find, stop);

    private static IReadOnlySet<string> Find(ArchiveTable table)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (table.Files.Count == 0)
            return names;
        using var command = table.Command(
            $"select distinct unnest({Filters}) {table.From(withUses: false)} where {EventFields.Action.Column} = $1 and {EventFields.Proxy.Column} = ''", [AuditAction.IndexDelete]);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            if (reader.GetString(0).StartsWith(Named, StringComparison.Ordinal))
                names.Add(reader.GetString(0)[Named.Length..]);
        }

        return names;
    }
}
