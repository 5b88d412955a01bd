using System.Text.Json;
using Compliance.Fuzz.Engine;
using Compliance.Kafka.Records;
using Compliance.Kafka.Wire;

namespace Compliance.Fuzz.Pipeline;

/// <summary>Looks into the records of a set that a policy protects, as a client or broker would read them.</summary>
internal static class RecordCheck
{
    /// <param name="set">Of one partition.</param>
    /// <param name="mayEndInside">Whether the last batch may be cut short, as brokers do.</param>
    /// <param name="check">Gets each value that is an object.</param>
    public static void Run(ReadOnlySpan<byte> set, bool mayEndInside, Action<JsonElement> check)
    {
        var rebuilder = new BatchRebuilder(RecordLimits.Default);
        var view = new RecordSetView(set);
        while (view.MoveNext())
        {
            // A broker's marker holds no client's value; of a client's none may pass.
            if (view.Current.IsControl && mayEndInside)
                continue;
            Expect(!view.Current.IsControl, "a control batch passed");
            if (rebuilder.Open(view.Current) is { } fault)
                throw new OracleException($"a batch passed that can't be read: {fault}");
            while (rebuilder.MoveNext())
            {
                if (!rebuilder.Current.IsValueNull)
                    Check(rebuilder.Current.Value, check);
            }

            Expect(rebuilder.Fault is null, "a batch passed whose records can't be read");
            rebuilder.Abandon();
        }

        Expect(view.Fault is null && view.TailLength == 0, "bytes passed that are no whole batch");
    }

    public static byte[] TopicOf(Walk walk, int topic, string namePath, string idPath, Rights rights)
    {
        int id = walk.Child(topic, walk.Program.FieldId(idPath));
        int name = walk.Child(topic, walk.Program.FieldId(namePath));
        return id >= 0 && walk.Uuid(id) != Guid.Empty ? rights.NameOf(walk.Uuid(id)) : name < 0 ? [] : walk.Utf8(name).ToArray();
    }

    private static void Check(ReadOnlySpan<byte> value, Action<JsonElement> check)
    {
        try
        {
            using var json = JsonDocument.Parse(value.ToArray(), new JsonDocumentOptions { MaxDepth = 64 });
            if (json.RootElement.ValueKind == JsonValueKind.Object)
                check(json.RootElement);
        }
        catch (JsonException)
        {
            throw new OracleException("a value passed that is no JSON");
        }
    }

    private static void Expect(bool holds, string otherwise)
    {
        if (!holds)
            throw new OracleException(otherwise);
    }
}
