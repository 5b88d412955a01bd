using System.Net;
using System.Text.Json;

namespace Compliance.Gateway.Admin;

/// <summary>
/// A health page: status 200 or 503, and a body that says why: plain text, a reason a line, or JSON
/// <c>{"status": "ok" | "failing", "reasons": [...]}</c> where the Accept header names it.
/// </summary>
internal static class HealthPage
{
    public static AdminPage Write(IReadOnlyList<string> reasons, string? accept)
    {
        var status = reasons.Count == 0 ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable;
        if (accept?.Contains("application/json", StringComparison.OrdinalIgnoreCase) is not true)
            return new AdminPage(status, "text/plain; charset=utf-8", reasons.Count == 0 ? "ok\n" : string.Join('\n', reasons) + "\n");
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("status", reasons.Count == 0 ? "ok" : "failing");
            json.WriteStartArray("reasons");
            foreach (var reason in reasons)
                json.WriteStringValue(reason);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new AdminPage(status, "application/json", System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
    }
}
