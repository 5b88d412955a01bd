using System.Globalization;
using Compliance.Gateway.Quarantining;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Pipeline.Guarding;

/// <summary>Answers for a partition whose records were refused: INVALID_RECORD, and which records and why, as brokers word it; or, where a quarantine topic did not take one, an error that makes its producer send them again.</summary>
internal static class ProduceRefusal
{
    /// <summary>Record errors listed one by one; a batch may hold a million records.</summary>
    private const int MaxListed = 100;

    /// <summary>Grammar of the entry: index error_code base_offset … [record_errors: batch_index message] error_message.</summary>
    public static void Add(Exchange exchange, int partition, List<RecordRefusal> refusals)
    {
        var text = string.Create(CultureInfo.InvariantCulture,
            $"The protection policy refuses {refusals.Count} record(s) of the batch, so none is stored; first: {refusals[0].Text}.");
        var entry = exchange.Denials.Refuse(exchange, partition, KafkaError.InvalidRecord, text);
        if (!entry.Has("RecordErrors"))
            return;
        foreach (var refusal in refusals.Where(refusal => refusal.BatchIndex >= 0).Take(MaxListed))
        {
            var error = entry.Add("RecordErrors");
            error["BatchIndex"] = refusal.BatchIndex;
            error["BatchIndexErrorMessage"] = refusal.Text;
        }
    }

    /// <summary>Of a partition whose records could not be quarantined.</summary>
    public static void Add(Exchange exchange, QuarantineFailure failure) => exchange.Denials.Refuse(
        exchange, failure.Partition, failure.Error, $"The protection policy sends a record of the batch to quarantine topic {failure.Topic} before any is stored, and none is: {failure.Why}.");
}
