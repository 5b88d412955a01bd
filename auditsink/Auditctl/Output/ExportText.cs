using System.Globalization;
using System.Text;
using Compliance.Auditctl.Export;

namespace Compliance.Auditctl.Output;

/// <summary>What an export has become, in words: what is in it, and who vouches for what.</summary>
internal static class ExportText
{
    public static string Of(ExportManifest manifest, string place)
    {
        var text = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture, $"{place}: {manifest.Rows} events, {manifest.Bytes} bytes, SHA-256 {manifest.Sha256}. What it is and what it was made from: {ExportSeal.ManifestOf(place)}"));
        text.Append('\n').Append(manifest.SignedBy is { } key
            ? $"Signed by {key}: check it anywhere with auditctl check-export {place} --public-key FILE."
            : "Not signed: the settings name no key (custody.signer), so that nobody vouches for it.");
        text.Append('\n').Append(Ledger(manifest));
        if (manifest.JournalRows is { } rows)
            text.Append(CultureInfo.InvariantCulture, $"\n{rows} of the events stand in the journal of uses beside the archive, for which no ledger signs.");
        if (manifest.Purged is { } purged)
            text.Append(CultureInfo.InvariantCulture, $"\n{purged.Count} files of the times asked for were purged; what stood in them is no part of it.");
        return text.ToString();
    }

    private static string Ledger(ExportManifest manifest)
    {
        if (manifest.Checkpoints is not { } checkpoints)
            return manifest.Sources.Count == 0 ? "No file of the archive is in it." : "The archive has no signed checkpoint: nobody vouches for what it was made from.";
        var behind = manifest.Sources.Count(source => checkpoints.All(checkpoint => checkpoint.Log != source.Log || checkpoint.Size <= source.Entry));
        return string.Concat(
            behind == 0 ? "The ledger has signed for all files that it was made from" : string.Create(CultureInfo.InvariantCulture, $"The ledger has not yet signed for {behind} of the {manifest.Sources.Count} files that it was made from"),
            checkpoints.All(checkpoint => checkpoint.Checked) ? "." : ", which was not checked: the settings name no ledger to trust.");
    }
}
