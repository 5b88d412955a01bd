using System.Text.Json.Nodes;

namespace Compliance.Dashboards.Tests.Grafana;

/// <summary>An answer as the panel shows it: rows of a table, or the sum of a time series.</summary>
internal static class Answer
{
    /// <summary>
    /// One row for each innermost bucket: the keys of its buckets, then the metrics in the order of the target. A time bucket is no key of
    /// its own: what it counts is added up.
    /// </summary>
    public static IReadOnlyList<(string Keys, long[] Values)> Rows(JsonNode answer, JsonNode target)
    {
        var rows = new List<(string Keys, long[] Values)>();
        Walk(answer["aggregations"]!, target, 0, "", rows);
        return [.. rows.GroupBy(row => row.Keys).Select(group => (group.Key, group.Select(row => row.Values).Aggregate(Add)))];
    }

    /// <summary>The documents of a raw table, newest first.</summary>
    public static IReadOnlyList<JsonNode> Documents(JsonNode answer) => [.. answer["hits"]!["hits"]!.AsArray().Select(hit => hit!["_source"]!)];

    private static void Walk(JsonNode level, JsonNode target, int depth, string keys, List<(string, long[])> rows)
    {
        var buckets = target["bucketAggs"]!.AsArray();
        if (depth == buckets.Count)
        {
            rows.Add((keys, [.. target["metrics"]!.AsArray().Select(metric => Value(level, metric!))]));
            return;
        }

        var isTime = (string)buckets[depth]!["type"]! == "date_histogram";
        foreach (var bucket in level[(string)buckets[depth]!["id"]!]!["buckets"]!.AsArray())
        {
            var key = isTime ? keys : keys.Length == 0 ? bucket!["key"]!.ToString() : $"{keys} | {bucket!["key"]}";
            Walk(bucket!, target, depth + 1, key, rows);
        }
    }

    private static long Value(JsonNode bucket, JsonNode metric) => (string)metric["type"]! == "count"
        ? (long)bucket["doc_count"]!
        : (long)((double?)bucket[(string)metric["id"]!]!["value"] ?? 0);

    private static long[] Add(long[] a, long[] b) => [.. a.Zip(b, (x, y) => x + y)];
}
