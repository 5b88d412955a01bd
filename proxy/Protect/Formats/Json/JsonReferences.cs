using System.Globalization;
using System.Text.Json;

namespace Compliance.Protect.Formats.Json;

/// <summary>
/// Finds what a part of a JSON Schema refers to, in its own document or in those that the registry gave with it: by JSON pointer, by anchor, by
/// <c>$id</c>. Nothing is fetched. Built once for a schema.
/// </summary>
internal sealed class JsonReferences
{
    private static readonly string[] Ids = ["$id", "id"];
    private static readonly string[] Anchors = ["$anchor", "$dynamicAnchor"];

    private readonly List<(string Name, JsonElement Root)> _documents;
    private readonly Dictionary<string, JsonPart> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Document, string Anchor), JsonPart> _anchors = [];

    /// <param name="documents">By the names under which they are referred to.</param>
    internal JsonReferences(List<(string Name, JsonElement Root)> documents)
    {
        _documents = documents;
        for (var i = 0; i < documents.Count; i++)
            Index(new(i, "", documents[i].Root));
    }

    /// <summary>Null: it is not there.</summary>
    internal JsonPart? Find(JsonPart from, string reference)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        var (address, fragment) = hash < 0 ? (reference, "") : (reference[..hash], Uri.UnescapeDataString(reference[(hash + 1)..]));
        var root = address.Length == 0 ? RootOf(from.Document) : Document(address);
        if (root is null || fragment.Length == 0)
            return root;
        return fragment[0] == '/' ? At(root, fragment) : _anchors.GetValueOrDefault((root.Document, fragment));
    }

    private JsonPart RootOf(int document) => new(document, "", _documents[document].Root);

    /// <summary>By the reference's name, by an <c>$id</c>, or, as it may be relative to one, by the last of its path.</summary>
    private JsonPart? Document(string address)
    {
        var named = _documents.FindIndex(d => d.Name == address);
        if (named >= 0)
            return RootOf(named);
        if (_ids.TryGetValue(address, out var identified))
            return identified;
        var last = LastOf(address);
        var alike = Enumerable.Range(0, _documents.Count).Where(i => LastOf(_documents[i].Name) == last).Select(RootOf)
            .Concat(_ids.Where(id => LastOf(id.Key) == last).Select(id => id.Value)).Distinct().ToList();
        return alike.Count == 1 ? alike[0] : null;
    }

    private static string LastOf(string address) => address[(address.LastIndexOf('/') + 1)..];

    private static JsonPart? At(JsonPart root, string pointer)
    {
        JsonPart? part = root;
        foreach (var step in pointer[1..].Split('/'))
        {
            var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            part = part switch
            {
                { Json.ValueKind: JsonValueKind.Object } => part.Find(name),
                { Json.ValueKind: JsonValueKind.Array } when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < part.Json.GetArrayLength() => part.Item(index),
                _ => null,
            };
        }

        return part;
    }

    private void Index(JsonPart part)
    {
        if (part.Json.ValueKind == JsonValueKind.Array)
        {
            for (var i = 0; i < part.Json.GetArrayLength(); i++)
                Index(part.Item(i));
        }

        if (part.Json.ValueKind != JsonValueKind.Object)
            return;
        foreach (var id in Ids.Select(name => part.Find(name)).Where(p => p?.Json.ValueKind == JsonValueKind.String).Select(p => p!.Json.GetString()!))
        {
            if (id.StartsWith('#'))
                _anchors.TryAdd((part.Document, id[1..]), part);
            else
                _ids.TryAdd(id.TrimEnd('#'), part);
        }

        foreach (var anchor in Anchors.Select(name => part.Find(name)).Where(p => p?.Json.ValueKind == JsonValueKind.String))
            _anchors.TryAdd((part.Document, anchor!.Json.GetString()!), part);
        foreach (var (_, member) in part.Members())
            Index(member);
    }
}
