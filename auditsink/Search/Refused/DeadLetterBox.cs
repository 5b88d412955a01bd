using System.Text;
using System.Text.Json;

namespace Compliance.Search.Refused;

/// <summary>The documents that one answer refused, as an object of the store.</summary>
internal sealed record DeadLetterBox(string Name, IReadOnlyList<DeadLetter> Letters)
{
    /// <exception cref="InvalidDataException">It is not as <see cref="DeadLetters"/> writes it.</exception>
    public static DeadLetterBox Parse(string name, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var letters = new List<DeadLetter>();
            foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                letters.Add(Letter(line));
            return new DeadLetterBox(name, letters);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{name} holds no refused documents as the sink writes them. Move it away; the archive has its events.", e);
        }
    }

    private static DeadLetter Letter(string line)
    {
        using var json = JsonDocument.Parse(line);
        var (action, document) = (json.RootElement.GetProperty("action"), json.RootElement.GetProperty("document"));
        var create = action.GetProperty("create");
        return new DeadLetter(
            create.GetProperty("_id").GetGuid(), create.GetProperty("_index").GetString()!, json.RootElement.GetProperty("error").GetString()!,
            Encoding.UTF8.GetBytes(action.GetRawText()), Encoding.UTF8.GetBytes(document.GetRawText()));
    }
}
