namespace Compliance.Auditctl.Custody;

/// <summary>Files that entries name and that two people have had purged: they are not looked for.</summary>
internal static class PurgedFiles
{
    public static async Task<IReadOnlySet<string>> OfAsync(AccessQuery query, CancellationToken stop) => query.Custody is null
        ? new HashSet<string>()
        : (await query.Custody(stop)).Gone.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
}
