using Compliance.Fuzz.Engine;
using Compliance.Kafka.Tests.Data;

namespace Compliance.Fuzz.Corpus;

/// <summary>
/// What Kafka's own classes wrote: the messages and record sets of Kafka.Tests, and those of the folder that KAFKA_VECTORS names.
/// </summary>
internal static class Golden
{
    private static readonly bool IsOther = Environment.GetEnvironmentVariable("KAFKA_VECTORS") is { Length: > 0 };

    private static readonly Lazy<IReadOnlyList<MessageVector>> AllMessages = new(() =>
        IsOther ? [.. MessageVector.Own, .. MessageVector.All] : MessageVector.Own);

    private static readonly Lazy<IReadOnlyList<byte[]>> AllRecordSets = new(() =>
        [.. (IsOther ? VectorFiles.OwnRecordSets.Concat(VectorFiles.RecordSets) : VectorFiles.OwnRecordSets).Select(line => line.Bytes)]);

    /// <summary>Requests, responses, and what group members say to each other.</summary>
    public static IEnumerable<MessageVector> Messages => AllMessages.Value.Where(vector =>
        vector.HeaderVersion is not null || vector.Program.Name.StartsWith("ConsumerProtocol", StringComparison.Ordinal));

    public static IReadOnlyList<byte[]> RecordSets => AllRecordSets.Value;

    public static IReadOnlyList<Sample> Samples(Func<MessageVector, bool> which) =>
        [.. Messages.Where(which).Select(vector => MessageInput.Sample(vector.Program, vector.Bytes))];
}
