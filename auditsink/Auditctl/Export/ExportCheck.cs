using System.Collections.ObjectModel;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Compliance.Ledger.Log;
using Compliance.Ledger.Notes;
using Compliance.Signing;

namespace Compliance.Auditctl.Export;

/// <summary>An export against its manifest, the manifest against its signature, and the checkpoints in it against the ledger's first key. Immutable.</summary>
/// <param name="Findings">What does not hold; none, if all does.</param>
/// <param name="Said">What holds, in words.</param>
internal sealed record ExportCheck(IReadOnlyList<string> Findings, string Said)
{
    public bool Holds => Findings.Count == 0;

    /// <param name="place">The export's file.</param>
    /// <param name="key">Of whoever made it.</param>
    /// <param name="ledger">The first that signed the ledger; null: its checkpoints are not checked.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task<ExportCheck> RunAsync(string place, VerifyingKey key, VerifyingKey? ledger, CancellationToken stop)
    {
        var bytes = await File.ReadAllBytesAsync(ExportSeal.ManifestOf(place), stop);
        if (Read(bytes) is not { } manifest)
            return new ExportCheck([$"{ExportSeal.ManifestOf(place)} is no manifest of an export."], "");
        if (manifest.SignedBy is not { } signer || VerifierKey.TryParse(signer) is not { } named)
            return new ExportCheck([$"{place} was not signed when it was made. {manifest.Unsigned}"], "");
        var signature = File.Exists(ExportSeal.SignatureOf(place)) ? await File.ReadAllBytesAsync(ExportSeal.SignatureOf(place), stop) : [];
        var findings = new List<string>();
        // Whose key it is, the reader knows; the manifest's own word for it is worth nothing.
        if (!ExportSeal.IsSigned(signature, bytes, place, named.Name, key))
            findings.Add($"{ExportSeal.SignatureOf(place)} is no signature of this manifest by that key: the manifest was changed, its file was renamed, or somebody else signed it.");
        await using (var data = File.OpenRead(place))
        {
            if (data.Length != manifest.Bytes || Convert.ToHexStringLower(await SHA256.HashDataAsync(data, stop)) != manifest.Sha256)
                findings.Add($"{place} is not the file that its manifest names: its bytes are others.");
        }

        if (ledger is not null)
            findings.AddRange(OfLedger(manifest, ledger));
        return new ExportCheck(findings, string.Create(
            CultureInfo.InvariantCulture,
            $"{place} is what {named.Name} signed for: {manifest.Rows} events, made at {manifest.MadeAt:u} from {manifest.Sources.Count} files.{(ledger is null ? " The ledger's checkpoints in its manifest were not checked: --ledger-key." : " The ledger signed for all of them.")}"));
    }

    private static IEnumerable<string> OfLedger(ExportManifest manifest, VerifyingKey ledger)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var checkpoint in manifest.Checkpoints ?? [])
        {
            if (Objection(checkpoint, ledger, out var size) is { } objection)
                yield return objection;
            else
                sizes[checkpoint.Log] = size;
        }

        foreach (var source in manifest.Sources.Where(source => source.Entry >= sizes.GetValueOrDefault(source.Log)))
            yield return $"No checkpoint in the manifest is over entry {source.Entry} of {source.Log}, which names {source.Path}.";
    }

    private static string? Objection(ExportCheckpoint checkpoint, VerifyingKey first, out long size)
    {
        size = 0;
        if (SignedNote.TryParse(Encoding.UTF8.GetBytes(checkpoint.Note)) is not { } note || Checkpoint.TryParse(note.Text) is not { } said
            || !said.Origin.EndsWith($"/{checkpoint.Log}", StringComparison.Ordinal))
            return $"The manifest's checkpoint of {checkpoint.Log} is none of that log.";
        var rotations = checkpoint.Rotations ?? ReadOnlyDictionary<long, string>.Empty;
        if (KeySuccession.Follow(rotations, said.Origin, said.Size, first, out var forged) is not { } key)
            return $"The manifest's rotation of the ledger's key at entry {forged} of {checkpoint.Log} is forged, or the key given is not the first: the key in force there, followed from the one given, and the new one have not both signed it.";
        if (!note.IsSignedBy(said.Origin, key))
            return $"The manifest's checkpoint of {checkpoint.Log} is not signed by the ledger's key in force, followed from the one given over {rotations.Count} rotations.";
        size = said.Size;
        return null;
    }

    private static ExportManifest? Read(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, ExportJson.Default.ExportManifest);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
