using System.Net;
using System.Text.Json;

namespace Compliance.AuditSink.Search;

/// <summary>What Elasticsearch said to a bulk request: a status for each document, or one for the whole.</summary>
internal sealed class BulkReply
{
    private BulkReply(HttpStatusCode status, IReadOnlyList<(int Status, string? Error)> items) => (Status, Items) = (status, items);

    /// <summary>Of the HTTP answer; 0 if there was none.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>In the order of the request; empty unless <see cref="Status"/> is 200.</summary>
    public IReadOnlyList<(int Status, string? Error)> Items { get; }

    public static BulkReply Failed(HttpStatusCode status) => new(status, []);

    /// <summary>
    /// Reads <c>{"errors":…,"items":[{"create":{"status":201}},{"create":{"status":400,"error":{"type":"…"}}}]}</c>. Only the error's type
    /// is taken: its reason quotes values.
    /// </summary>
    public static BulkReply Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var items = new List<(int, string?)>();
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 3 && reader.ValueTextEquals("create"u8))
                items.Add(Item(ref reader));
        }

        return new BulkReply(HttpStatusCode.OK, items);
    }

    private static (int, string?) Item(ref Utf8JsonReader reader)
    {
        var (status, error) = (0, (string?)null);
        reader.Read();
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.ValueTextEquals("status"u8) && reader.Read())
                status = reader.GetInt32();
            else if (reader.CurrentDepth == depth + 2 && reader.ValueTextEquals("type"u8) && reader.Read())
                error = reader.GetString();
        }

        return (status, error);
    }
}
