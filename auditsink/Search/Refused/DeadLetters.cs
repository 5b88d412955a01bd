using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Compliance.Search.Bulk;
using Compliance.Store;

namespace Compliance.Search.Refused;

/// <summary>
/// Documents that the index refused for good, in the archive's store: an object for each refusal, named by what is in it, so that the same
/// refusal again is no second one. A line a document:
/// <code>
/// {"error":"mapper_parsing_exception","action":{"create":{"_index":…,"_id":…}},"document":{…}}
/// </code>
/// The archive has the events in any case. Any thread.
/// </summary>
internal sealed class DeadLetters(IArchiveStore store)
{
    public const string Folder = "_search/dead-letters/";

    /// <summary>All of them last when this returns.</summary>
    public Task AddAsync(BulkBatch batch, IReadOnlyList<(BulkItem Item, string Error)> refused, CancellationToken stop)
    {
        var text = new MemoryStream();
        foreach (var (item, error) in refused)
        {
            var lines = batch.Lines(item).Span.TrimEnd((byte)'\n');
            var end = lines.IndexOf((byte)'\n');
            WriteLine(text, error, lines[..end], lines[(end + 1)..]);
        }

        var bytes = text.ToArray();
        return store.CreateAsync(NameOf(string.Create(CultureInfo.InvariantCulture, $"{batch.Partition}-{batch.Next}"), bytes), bytes, stop);
    }

    /// <summary>The refusals, oldest offsets first within a partition.</summary>
    public async IAsyncEnumerable<DeadLetterBox> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var name in store.ListAsync(Folder, null, stop))
        {
            if (await store.ReadAsync(name, stop) is { } bytes)
                yield return DeadLetterBox.Parse(name, bytes);
        }
    }

    /// <summary>Keeps of a refusal only these letters; without any it goes.</summary>
    public Task KeepAsync(DeadLetterBox box, IReadOnlyList<DeadLetter> letters, CancellationToken stop) =>
        letters.Count == 0 ? store.DeleteAsync(box.Name, stop) : store.ReplaceAsync(box.Name, Write(letters), stop);

    /// <summary>Keeps of a refusal only these letters; of the others no version stays, as of what is purged.</summary>
    public async Task EraseAsync(DeadLetterBox box, IReadOnlyList<DeadLetter> kept, CancellationToken stop)
    {
        // The new object first: a letter may for a moment be there twice, and is never away.
        if (kept.Count > 0 && Write(kept) is var bytes)
            await store.CreateAsync(NameOf(box.Name[Folder.Length..box.Name.LastIndexOf('-')], bytes), bytes, stop);
        await store.PurgeAsync(box.Name, stop);
    }

    private static string NameOf(string place, byte[] content) => $"{Folder}{place}-{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}.jsonl";

    private static byte[] Write(IEnumerable<DeadLetter> letters)
    {
        var text = new MemoryStream();
        foreach (var letter in letters)
            WriteLine(text, letter.Error, letter.Action, letter.Document);
        return text.ToArray();
    }

    private static void WriteLine(MemoryStream text, string error, ReadOnlySpan<byte> action, ReadOnlySpan<byte> document)
    {
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("error"u8, error);
            json.WritePropertyName("action"u8);
            json.WriteRawValue(action);
            json.WritePropertyName("document"u8);
            json.WriteRawValue(document);
            json.WriteEndObject();
        }

        text.WriteByte((byte)'\n');
    }
}
