using System.Net;
using System.Text.Json;
using Compliance.Search.Http;

namespace Compliance.Search.Bulk;

/// <summary>What Elasticsearch said to a bulk request: a status for each document, or one for the whole.</summary>
internal sealed class BulkReply
{
    private readonly string? _fault;

    private BulkReply(IndexAnswer answer, IReadOnlyList<(int Status, string? Error)> items) =>
        (Status, RetryAfter, Items, _fault) = (answer.Status, answer.RetryAfter, items, answer.Fault);

    /// <summary>Of the HTTP answer; 0 if there was none.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>How long the server asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>In the order of the request; empty unless <see cref="Status"/> is 200.</summary>
    public IReadOnlyList<(int Status, string? Error)> Items { get; }

    /// <summary>It was too much, of the whole or of some documents.</summary>
    public bool IsThrottled => Status == HttpStatusCode.TooManyRequests || Items.Any(item => item.Status == (int)HttpStatusCode.TooManyRequests);

    public static BulkReply Of(IndexAnswer answer)
    {
        try
        {
            return answer.Status == HttpStatusCode.OK ? new BulkReply(answer, Parse(answer.Body.Span)) : new BulkReply(answer, []);
        }
        catch (JsonException)
        {
            return new BulkReply(new IndexAnswer(0, default, "the answer is no JSON"), []);
        }
    }

    /// <summary>Why something is to be sent again: the whole, or the first document that was not taken.</summary>
    public override string ToString()
    {
        if (_fault is not null || Status != HttpStatusCode.OK)
            return _fault ?? $"HTTP {(int)Status}";
        var (status, error) = Items.FirstOrDefault(item => item.Status is not (200 or 201 or 409 or 400));
        return status == 0 ? "an answer that does not speak of every document" : $"HTTP 200, of a document {status}, {error}";
    }

    /// <summary>
    /// Reads <c>{"errors":…,"items":[{"create":{"status":201}},{"create":{"status":400,"error":{"type":"…"}}}]}</c>, or <c>delete</c> in that
    /// place. Only the error's type is taken: its reason quotes values.
    /// </summary>
    private static List<(int, string?)> Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var items = new List<(int, string?)>();
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 3 && (reader.ValueTextEquals("create"u8) || reader.ValueTextEquals("delete"u8)))
                items.Add(Item(ref reader));
        }

        return items;
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
