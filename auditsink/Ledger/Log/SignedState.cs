using Compliance.Ledger.Notes;
using Compliance.Ledger.Tiles;
using Compliance.Signing;

namespace Compliance.Ledger.Log;

/// <summary>What was signed before: the stored checkpoint and which of our keys signed it. Immutable.</summary>
internal sealed record SignedState(Checkpoint Checkpoint, SigningKey Key)
{
    /// <summary>Null if nothing was signed yet.</summary>
    public static async Task<SignedState?> ReadAsync(LogPlan plan, CancellationToken stop)
    {
        if (await plan.Store.ReadAsync(plan.Prefix + TilePath.Checkpoint, stop) is not { } bytes)
            return null;
        var note = SignedNote.TryParse(bytes);
        if (note is null || Checkpoint.TryParse(note.Text) is not { } checkpoint || checkpoint.Origin != plan.Origin)
            throw new LedgerException($"{plan.Prefix}{TilePath.Checkpoint}: no checkpoint of the log {plan.Origin}. Restore it from its copy in the second place; if the ledger's origin in the settings was changed, change it back.");
        if (note.IsSignedBy(plan.Origin, plan.Key.PublicKey))
            return new SignedState(checkpoint, plan.Key);
        if (plan.PreviousKey is { } previous && note.IsSignedBy(plan.Origin, previous.PublicKey))
            return new SignedState(checkpoint, previous);
        throw UnknownKey(plan.Origin);
    }

    /// <summary>Refuses to go on behind what the second place knows: entries that were vouched for are gone.</summary>
    public static async Task CheckCopiesAsync(LogPlan plan, long size, CancellationToken stop)
    {
        if (plan.Copies is null)
            return;
        byte[]? bytes;
        try
        {
            bytes = await plan.Copies.ReadAsync(plan.Prefix + TilePath.Checkpoint, stop);
        }
        catch (IOException)
        {
            return; // That place being away holds nothing up; verify compares in any case.
        }

        if (bytes is not null && SignedNote.TryParse(bytes) is { } note && Checkpoint.TryParse(note.Text) is { } copy && copy.Size > size)
            throw new LedgerException($"{plan.Origin}: the second place has a checkpoint over {copy.Size} entries, and the manifest ends after {size}. Nothing is signed any more. Run auditctl verify, and restore the manifest from a copy.");
    }

    /// <summary>Puts the stored checkpoint into the second place: under its size for good, and as the newest.</summary>
    public static async Task CopyAsync(LogPlan plan, long size, CancellationToken stop)
    {
        var bytes = await plan.Store.ReadAsync(plan.Prefix + TilePath.Checkpoint, stop)
            ?? throw new LedgerException($"{plan.Prefix}{TilePath.Checkpoint} was just stored and is gone: somebody else deletes from the archive.");
        var name = LogLayout.CheckpointOf(plan.Prefix, size);
        if (!await plan.Copies!.CreateAsync(name, bytes, stop) && await plan.Copies.ReadAsync(name, stop) is { } before
            && SignedNote.TryParse(before)?.Text != SignedNote.TryParse(bytes)?.Text)
            throw new LedgerException($"{plan.Origin}: the second place has another checkpoint over {size} entries. Two histories of one log are signed; nothing is signed any more. Run auditctl verify.");
        await plan.Copies.ReplaceAsync(plan.Prefix + TilePath.Checkpoint, bytes, stop);
    }

    public static LedgerException UnknownKey(string origin) => new(
        $"{origin}: the log is signed by another key than those of the settings. If the key is to change, give the old one as ledger.previousKey: a rotation is signed by both.");
}
