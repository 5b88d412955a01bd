using System.Globalization;
using System.Text;
using Compliance.Kafka.Records;
using Compliance.Rules.Compiled;
using Confluent.Kafka;

namespace Compliance.Gateway.Quarantining;

/// <summary>
/// Makes the copy of a record that goes to a quarantine topic. What it adds stands behind the record's own headers, so of two of a name the
/// last is the proxy's. Stateless; only records with a find get here, so it may allocate.
/// </summary>
internal static class QuarantineCopy
{
    public const string Prefix = "__quarantine.";

    // Names, ids and times that are added, and what a client keeps for a record beside its bytes.
    private const int Overhead = 1024;
    private const int MostPlaces = 16;

    /// <summary>What the copy will take, before anything is taken for it.</summary>
    public static long Bytes(in RecordView record)
    {
        long bytes = Overhead + record.Key.Length + record.Value.Length;
        foreach (var header in record.Headers)
            bytes += header.Key.Length + header.Value.Length;
        return bytes;
    }

    /// <param name="record">As it was written.</param>
    /// <param name="origin">Where it is from.</param>
    /// <param name="finds">What was found by rules that name one quarantine topic.</param>
    /// <param name="now">When that was.</param>
    public static Message<byte[]?, byte[]?> Make(in RecordView record, in QuarantineOrigin origin, List<(FieldRule Rule, string Path)> finds, DateTimeOffset now)
    {
        var headers = new Headers();
        foreach (var header in record.Headers)
            headers.Add(Encoding.UTF8.GetString(header.Key), header.IsNull ? null : header.Value.ToArray());
        Add("topic", origin.Topic.Name!);
        Add("partition", origin.Partition.ToString(CultureInfo.InvariantCulture));
        Add("timestamp", record.Timestamp.ToString(CultureInfo.InvariantCulture));
        Add("classes", Words(finds.Select(find => find.Rule.Class)));
        Add("fields", Words(finds.Select(find => find.Path)));
        Add("rule", Words(finds.Select(find => find.Rule.RuleId)));
        Add("policy", Words(finds.Select(find => $"{find.Rule.Policy.Id}@{find.Rule.Policy.Sha256}")));
        Add("principal", origin.Principal);
        Add("time", now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        Add("request", origin.Request.ToString());

        // The time of the record is the quarantine's, whose retention counts from there.
        return new()
        {
            Key = record.IsKeyNull ? null : record.Key.ToArray(),
            Value = record.IsValueNull ? null : record.Value.ToArray(),
            Headers = headers,
            Timestamp = new Timestamp(now),
        };

        void Add(string name, string text) => headers.Add(Prefix + name, Encoding.UTF8.GetBytes(text));
    }

    private static string Words(IEnumerable<string> words) => string.Join(',', words.Distinct(StringComparer.Ordinal).Take(MostPlaces));
}
