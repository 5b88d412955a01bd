using System.Text;
using Compliance.Auditctl.Access;
using Compliance.Events;
using Compliance.Events.Archive;
using DuckDB.NET.Data;

namespace Compliance.Auditctl.Query;

/// <summary>
/// The archive as one table of DuckDB's, with a column for every field of an event: the files that the manifest names and whose times fit,
/// and auditctl's own uses that are recorded beside them. Reads only. Owned by one question; not thread-safe.
/// </summary>
internal sealed class ArchiveTable : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");
    private readonly HashSet<string> _columns = new(StringComparer.Ordinal);
    private readonly CancellationToken _stop;

    private ArchiveTable(AccessQuery query, FoundFiles files, IReadOnlyList<AuditEvent> uses, string? spill, CancellationToken stop)
    {
        (Files, Purged, _stop) = (files.Files, files.Purged, stop);
        _connection.Open();
        Run("set TimeZone = 'UTC'");
        Run("set memory_limit = '1GB'");
        Run("set parquet_metadata_cache = true");
        Run($"set temp_directory = {Quoted(spill ?? "")}");
        Run("set lock_configuration = true");
        if (Files.Count > 0)
            FindColumns();
        HasUses = UsesTable.Fill(_connection, uses, query);
    }

    public IReadOnlyList<NamedFile> Files { get; }

    /// <summary>Files of the times asked for that were purged.</summary>
    public IReadOnlyList<ArchiveFile> Purged { get; }

    /// <summary>Whether auditctl's own uses are part of the table.</summary>
    public bool HasUses { get; }

    public bool IsEmpty => Files.Count == 0 && !HasUses;

    /// <summary>
    /// Opens the archive, asks, and closes it. When a file is not where it was a moment ago, everything is done once more, from the entries on:
    /// the sink moves a file to its place in the moment after the manifest names it, and removes files that a compacted one stands for.
    /// </summary>
    /// <param name="spill">Folder for what does not fit into memory; null: nothing leaves it.</param>
    public static async Task<T> AskAsync<T>(AccessQuery query, Func<ArchiveTable, T> ask, CancellationToken stop, string? spill = null)
    {
        try
        {
            return await OnceAsync(query, ask, spill, stop);
        }
        catch (Exception e) when (e is DuckDBException or ArchiveException && !stop.IsCancellationRequested)
        {
            // The second time it is an error.
        }
        catch (DuckDBException)
        {
            throw new OperationCanceledException(stop);
        }

        try
        {
            return await OnceAsync(query, ask, spill, stop);
        }
        catch (DuckDBException e)
        {
            stop.ThrowIfCancellationRequested();
            throw new ArchiveException($"The archive in {query.Archive} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The table, as <c>from …</c>.</summary>
    /// <param name="since">Leaves out files that have nothing as new as that.</param>
    /// <param name="withUses">Whether the uses beside the archive are part of it: nobody has signed them.</param>
    public string From(long? since = null, bool withUses = true)
    {
        var hasUses = HasUses && withUses;
        var files = Files.Where(file => since is null || file.File.LastTime >= since).Select(file => Quoted(file.Place)).ToList();
        if (files.Count == 0)
            return $"from {UsesTable.Name}";

        var read = Read(files);
        if (EventFields.InOrder.All(field => _columns.Contains(field.Column)) && !hasUses)
            return $"from {read}";
        var whole = $"select {Columns()} from {read}";
        return hasUses ? $"from ({whole} union all by name select * from {UsesTable.Name})" : $"from ({whole})";
    }

    /// <summary>The rows of the files alone, each with its place as <c>filename</c>. There must be a file.</summary>
    public string WithPlaces() => $"select {Columns()}, filename from {Read(Files.Select(file => Quoted(file.Place)), ", filename = true")}";

    /// <summary>A statement that ends when the question is stopped.</summary>
    public DuckDBCommand Command(string text, IReadOnlyList<object> parameters)
    {
        _stop.ThrowIfCancellationRequested();
        var command = _connection.CreateCommand();
        command.CommandText = text;
        foreach (var parameter in parameters)
            command.Parameters.Add(new DuckDBParameter(parameter));
        return command;
    }

    /// <summary>How much of the running statement is done, in percent; negative while that is not known.</summary>
    public double Progress => _connection.GetQueryProgress().Percentage;

    public static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public void Dispose() => _connection.Dispose();

    private static async Task<T> OnceAsync<T>(AccessQuery query, Func<ArchiveTable, T> ask, string? spill, CancellationToken stop)
    {
        var files = await ArchiveFiles.FindAsync(query, stop);
        var uses = await AccessJournal.ReadAsync(AccessJournal.PathIn(query.Archive), stop);
        using var table = new ArchiveTable(query, files, uses, spill, stop);
        using var registration = stop.Register(table.Interrupt);
        return ask(table);
    }

    private void Interrupt()
    {
        using var command = _connection.CreateCommand();
        command.Cancel();
    }

    // Older files may lack newer columns.
    private string Columns() => string.Join(
        ", ", EventFields.InOrder.Select(field => _columns.Contains(field.Column) ? field.Column : $"null::{UsesTable.TypeOf(field)} as {field.Column}"));

    private static string Read(IEnumerable<string> files, string more = "") =>
        new StringBuilder("read_parquet([").AppendJoin(", ", files).Append("], union_by_name = true, hive_partitioning = false").Append(more).Append(')').ToString();

    private void FindColumns()
    {
        using var describe = Command($"describe select * from {Read(Files.Select(file => Quoted(file.Place)))}", []);
        using var reader = describe.ExecuteReader();
        while (reader.Read())
            _columns.Add(reader.GetString(0));
    }

    private void Run(string text)
    {
        using var command = Command(text, []);
        command.ExecuteNonQuery();
    }
}
