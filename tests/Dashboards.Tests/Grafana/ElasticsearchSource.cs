using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Compliance.Dashboards.Tests.Grafana;

/// <summary>
/// Builds and sends queries as Grafana's Elasticsearch data source does: one <c>_msearch</c> a query, a range on the time field and the
/// Lucene query as filters, bucket aggregations nested in their order with the metrics in the innermost one.
/// </summary>
internal sealed class ElasticsearchSource(Uri url, string index, DateTime from, DateTime to) : IDisposable
{
    private const string TimeField = "@timestamp";

    // What Grafana puts in for $__interval on a panel of usual width over a day.
    private const string Interval = "120000ms";
    private readonly HttpClient _http = new() { BaseAddress = url };

    public async Task<JsonNode> QueryAsync(JsonNode target, Choice choice)
    {
        var query = choice.Fill((string)target["query"]!);
        var metrics = target["metrics"]!.AsArray();
        var body = (string)metrics[0]!["type"]! == "raw_data" ? RawData(query, metrics[0]!) : Aggregated(query, target["bucketAggs"]!.AsArray(), metrics);
        return await SendAsync(body);
    }

    /// <summary>The values that a variable of the kind <c>{"find":"terms",…}</c> offers.</summary>
    public async Task<IReadOnlyList<string>> TermsAsync(string variableQuery, Choice choice)
    {
        var definition = JsonNode.Parse(variableQuery)!;
        var body = Search(choice.Fill((string?)definition["query"] ?? ""), size: 0);
        body["aggs"] = new JsonObject
        {
            ["1"] = new JsonObject
            {
                ["terms"] = new JsonObject
                {
                    ["field"] = (string)definition["field"]!,
                    ["size"] = (int?)definition["size"] ?? 500,
                    ["order"] = new JsonObject { ["_key"] = "asc" },
                },
            },
        };
        var answer = await SendAsync(body);
        return [.. answer["aggregations"]!["1"]!["buckets"]!.AsArray().Select(bucket => bucket!["key"]!.ToString())];
    }

    public void Dispose() => _http.Dispose();

    private JsonObject RawData(string query, JsonNode metric)
    {
        var body = Search(query, int.Parse((string)metric["settings"]!["size"]!, System.Globalization.CultureInfo.InvariantCulture));
        body["sort"] = new JsonArray(
            new JsonObject { [TimeField] = new JsonObject { ["order"] = "desc", ["unmapped_type"] = "boolean" } },
            new JsonObject { ["_doc"] = new JsonObject { ["order"] = "desc" } });
        body["docvalue_fields"] = new JsonArray(TimeField);
        body["script_fields"] = new JsonObject();
        body["fields"] = new JsonArray(new JsonObject { ["field"] = TimeField, ["format"] = "strict_date_optional_time_nanos" });
        return body;
    }

    private JsonObject Aggregated(string query, JsonArray buckets, JsonArray metrics)
    {
        var body = Search(query, size: 0);
        var inner = body;
        foreach (var bucket in buckets)
        {
            var aggregation = new JsonObject { [(string)bucket!["type"]!] = Bucket(bucket, metrics) };
            inner["aggs"] = new JsonObject { [(string)bucket["id"]!] = aggregation };
            inner = aggregation;
        }

        var values = new JsonObject();
        foreach (var metric in metrics.Where(metric => (string)metric!["type"]! != "count"))
            values[(string)metric!["id"]!] = new JsonObject { [(string)metric["type"]!] = new JsonObject { ["field"] = (string)metric["field"]! } };
        if (values.Count > 0)
            inner["aggs"] = values;
        return body;
    }

    private JsonObject Bucket(JsonNode bucket, JsonArray metrics)
    {
        var settings = bucket["settings"]!;
        var inner = new JsonObject { ["field"] = (string)bucket["field"]! };
        if ((string)bucket["type"]! == "date_histogram")
        {
            inner["fixed_interval"] = (string)settings["interval"]! is "auto" ? Interval : (string)settings["interval"]!;
            inner["min_doc_count"] = int.Parse((string)settings["min_doc_count"]!, System.Globalization.CultureInfo.InvariantCulture);
            inner["extended_bounds"] = new JsonObject { ["min"] = Millis(from), ["max"] = Millis(to) };
            inner["format"] = "epoch_millis";
            return inner;
        }

        inner["size"] = int.Parse((string)settings["size"]!, System.Globalization.CultureInfo.InvariantCulture);
        var orderBy = (string)settings["orderBy"]!;
        var byCount = metrics.Any(metric => (string)metric!["id"]! == orderBy && (string)metric["type"]! == "count");
        inner["order"] = new JsonObject { [byCount ? "_count" : orderBy] = (string)settings["order"]! };
        if ((string?)settings["missing"] is { } missing)
            inner["missing"] = missing;
        return inner;
    }

    private JsonObject Search(string query, int size)
    {
        var filters = new JsonArray(new JsonObject
        {
            ["range"] = new JsonObject
            {
                [TimeField] = new JsonObject { ["gte"] = Millis(from), ["lte"] = Millis(to), ["format"] = "epoch_millis" },
            },
        });
        if (query.Length > 0)
            filters.Add(new JsonObject { ["query_string"] = new JsonObject { ["analyze_wildcard"] = true, ["query"] = query } });
        return new JsonObject { ["size"] = size, ["query"] = new JsonObject { ["bool"] = new JsonObject { ["filter"] = filters } } };
    }

    private async Task<JsonNode> SendAsync(JsonObject body)
    {
        var header = new JsonObject { ["ignore_unavailable"] = true, ["index"] = index, ["search_type"] = "query_then_fetch" };
        using var content = new StringContent($"{header.ToJsonString()}\n{body.ToJsonString()}\n", Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var response = await _http.PostAsync(new Uri("_msearch?max_concurrent_shard_requests=5", UriKind.Relative), content);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["responses"]?[0];
        return answer is not null && answer["error"] is null
            ? answer
            : throw new InvalidOperationException($"Elasticsearch refuses the query.\n{body.ToJsonString()}\n{answer?.ToJsonString()}");
    }

    private static long Millis(DateTime time) => (long)(time - DateTime.UnixEpoch).TotalMilliseconds;
}
