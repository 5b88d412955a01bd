using System.Text.Json;
using Compliance.Auditctl.Export;
using Compliance.Auditctl.Query;
using Compliance.Ledger.Custody;

namespace Compliance.Auditctl.Custody;

/// <summary>Looks into files for the rows that a hold is about.</summary>
internal static class HeldRows
{
    /// <summary>A hold's conditions on rows; null: it has none.</summary>
    public static JsonElement? Of(AccessQuery query) =>
        ExportQuestion.Of(query with { Since = null, Until = null }) is var question && question == new ExportQuestion()
            ? null
            : JsonSerializer.SerializeToElement(question, ExportJson.Default.ExportQuestion);

    /// <summary>Those of some files that the hold keeps: of its times and logs, and with a row that it is about.</summary>
    public static async Task<IReadOnlyList<PurgeFile>> HeldAsync(Custodian custodian, CustodyState state, HoldOrder hold, IEnumerable<PurgeFile> files, CancellationToken stop)
    {
        var rows = hold.Rows is null ? null : await FindAsync(custodian.Address, hold, state, stop);
        return [.. files.Where(file => hold.Reaches(file) && rows?.Contains(file.Path) != false)];
    }

    /// <summary>Paths of the files that have such a row.</summary>
    /// <param name="archive">Its address.</param>
    /// <param name="hold">One with conditions on rows.</param>
    /// <param name="state">Knows which files purges have removed.</param>
    /// <param name="stop">Ends it.</param>
    private static Task<IReadOnlySet<string>> FindAsync(string archive, HoldOrder hold, CustodyState state, CancellationToken stop)
    {
        var question = hold.Rows!.Value.Deserialize(ExportJson.Default.ExportQuestion)!;
        var query = question.ToQuery(archive) with { Since = hold.Since, Until = hold.Until, Custody = _ => Task.FromResult(state) };
        return ArchiveTable.AskAsync<IReadOnlySet<string>>(query, table => Find(table, query with { Since = null, Until = null }), stop);
    }

    private static HashSet<string> Find(ArchiveTable table, AccessQuery rows)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        if (table.Files.Count == 0)
            return paths;
        var byPlace = table.Files.ToDictionary(file => file.Place, file => file.File.Path, StringComparer.Ordinal);
        var sql = new AccessSql(rows);
        using var command = table.Command($"select distinct filename from ({table.WithPlaces()}) {sql.Where}", sql.Parameters);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            paths.Add(byPlace[reader.GetString(0)]);
        return paths;
    }
}
