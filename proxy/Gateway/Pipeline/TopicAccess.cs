using Compliance.Gateway.Pipeline.Observing;
using Compliance.Kafka.Wire;
using Compliance.Protect;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline;

/// <summary>
/// One topic of one exchange: what was asked, what was decided, what passed. Evidence is written from it. Reused by its exchange.
/// </summary>
internal sealed class TopicAccess
{
    /// <summary>Null while only the id is known.</summary>
    public string? Name { get; set; }
    public Guid Id { get; set; }
    public Decision Decision { get; set; }

    /// <summary>Set where rules protect the topic's records in this direction.</summary>
    public FieldPlan? Plan { get; set; }

    /// <summary>The first error that the client sees for the topic; 0: none.</summary>
    public KafkaError Error { get; set; }

    /// <summary>The pipeline lets none of the topic's records out to their reader, whatever the broker has sent.</summary>
    public bool IsWithheld { get; set; }

    /// <summary>Nothing of it passed, because the journal has too little room.</summary>
    public bool IsHeldBack { get; set; }

    public List<PartitionAccess> Partitions { get; } = [];
    public ProtectCounts Counts { get; } = new();

    /// <summary>What policies that are only observed would have made of it; null: nothing.</summary>
    public Observation? Observed { get; private set; }

    /// <summary>Records that quarantine topics have been given, and which those are; null: none.</summary>
    public long Quarantined { get; private set; }
    public List<string>? QuarantineTopics { get; private set; }

    public long Records { get; set; }
    public long Bytes { get; set; }

    /// <summary>The same, to be added to.</summary>
    public Observation Observing() => Observed ??= new Observation();

    public void AddQuarantined(string quarantine)
    {
        Quarantined++;
        QuarantineTopics ??= [];
        if (!QuarantineTopics.Contains(quarantine))
            QuarantineTopics.Add(quarantine);
    }

    public void Clear()
    {
        Name = null;
        Id = default;
        Decision = default;
        Plan = null;
        Error = KafkaError.None;
        IsWithheld = false;
        IsHeldBack = false;
        Partitions.Clear();
        Counts.Reset();
        Observed = null;
        Quarantined = 0;
        QuarantineTopics = null;
        Records = 0;
        Bytes = 0;
    }
}
