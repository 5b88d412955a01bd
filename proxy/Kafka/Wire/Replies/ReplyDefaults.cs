using Compliance.Kafka.Schema;

namespace Compliance.Kafka.Wire.Replies;

/// <summary>What Kafka writes beside an error where the protocol's own default says something else.</summary>
internal static class ReplyDefaults
{
    /// <summary>Offsets that are not known.</summary>
    private static readonly string[] Offsets = ["BaseOffset", "HighWatermark", "LowWatermark", "CommittedOffset"];

    public static void Apply(Message target)
    {
        for (int i = 0; i < target.Fields.Count; i++)
        {
            FieldSchema field = target.Fields[i];
            if (field.Type == FieldType.Int64 && Offsets.Contains(field.Name))
                target.SetAt(i, -1L);
        }

        switch (target.Program.Name)
        {
            case "DescribeShareGroupOffsetsResponse" when target.Fields.Any(field => field.Name == "StartOffset"):
                target["StartOffset"] = -1L;
                break;
            case "FindCoordinatorResponse" when target.Fields.Any(field => field.Name == "Port"):
                target["NodeId"] = -1;
                target["Port"] = -1;
                break;
            case "InitProducerIdResponse":
                target["ProducerEpoch"] = -1;
                break;
            case "DescribeClientQuotasResponse":
                target["Entries"] = null;
                break;
            case "JoinGroupResponse" when target.Program.Version >= 7:
                target["ProtocolName"] = null;
                break;
        }
    }
}
