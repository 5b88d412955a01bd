using System.Text;
using Compliance.Auditctl.Commands;
using Compliance.Ledger.Custody;
using Compliance.Ledger.Log;
using Compliance.Ledger.Notes;
using Compliance.Ledger.Tiles;
using Compliance.Ledger.Verify;
using Compliance.Signing;

namespace Compliance.Auditctl.Export;

/// <summary>The newest checkpoint of a log, as an export's manifest holds it.</summary>
/// <param name="Log">Topic and partition.</param>
/// <param name="Size">Entries that it is over: files of those before it are vouched for.</param>
/// <param name="Note">It, signed.</param>
/// <param name="Checked">Whether its signature and its entries were checked when the export was made.</param>
internal sealed record ExportCheckpoint(string Log, long Size, string Note, bool Checked)
{
    /// <summary>The statements about the ledger's keys before it, each with its entry's number: from the first key to the one that signed.</summary>
    public IReadOnlyDictionary<long, string>? Rotations { get; init; }

    /// <summary>Of each log that a file is of; null: no log has one. Checked where the settings say whom to trust.</summary>
    /// <exception cref="Ledger.LedgerException">One does not hold.</exception>
    public static async Task<IReadOnlyList<ExportCheckpoint>?> ReadAsync(VerbContext context, IReadOnlyList<ExportSource> sources, TimeProvider time, CancellationToken stop)
    {
        using var store = TrustOptions.Place(context.Archive, "--archive", time);
        var view = new ArchiveView(store);
        var plan = context.Settings.Ledger is { } ledger ? new VerificationPlan(ledger.Origin, TrustOptions.Key(ledger.PublicKey)) : null;
        var checkpoints = new List<ExportCheckpoint>();
        foreach (var name in sources.Select(source => source.Log).Distinct().Order(StringComparer.Ordinal))
        {
            var (topic, partition) = PurgeFile.PartsOf(name);
            if (plan is not null)
            {
                var log = await SignedLog.ReadAsync(view, plan, topic, partition, stop);
                checkpoints.Add(new ExportCheckpoint(name, log.Size, log.Note, true) { Rotations = SomeOf(log.Rotations()) });
            }
            else if (await store.ReadAsync(LogLayout.Prefix(topic, partition) + TilePath.Checkpoint, stop) is { } bytes && Read(bytes) is { } size)
            {
                var rotations = await KeySuccession.ReadAsync(view.Entries(topic, partition), size, stop);
                checkpoints.Add(new ExportCheckpoint(name, size, Encoding.UTF8.GetString(bytes), false) { Rotations = SomeOf(rotations) });
            }
        }

        return checkpoints.Count > 0 ? checkpoints : null;
    }

    private static IReadOnlyDictionary<long, string>? SomeOf(IReadOnlyDictionary<long, string> rotations) => rotations.Count > 0 ? rotations : null;

    private static long? Read(byte[] bytes) => SignedNote.TryParse(bytes) is { } note ? Checkpoint.TryParse(note.Text)?.Size : null;
}
