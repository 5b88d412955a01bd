using System.Text.Json;
using Compliance.Events;

namespace Compliance.Ledger.Custody;

/// <summary>A legal hold: which files must stay. Without any condition it holds the whole archive. Immutable.</summary>
/// <param name="Case">What it is for, as the lawyers call it.</param>
public sealed record HoldOrder(string Case)
{
    public DateTimeOffset? Since { get; init; }
    public DateTimeOffset? Until { get; init; }

    /// <summary>Logs, as <c>compliance.audit/0</c>; null for all.</summary>
    public IReadOnlyList<string>? Logs { get; init; }

    /// <summary>
    /// Conditions on rows, such as a person: of the files of the time, those that have such a row. The ledger does not read them; null: every
    /// file of the time.
    /// </summary>
    public JsonElement? Rows { get; init; }

    /// <summary>Whether the file is of the hold's times and logs.</summary>
    public bool Reaches(PurgeFile file) =>
        (Logs is null || Logs.Contains(file.Log)) && (Since is null || file.LastTime >= EventTime.Micros(Since.Value)) && (Until is null || file.FirstTime < EventTime.Micros(Until.Value));
}
