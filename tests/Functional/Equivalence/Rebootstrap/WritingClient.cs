namespace Compliance.Functional.Equivalence.Rebootstrap;

/// <summary>Clients that write lines and begin anew when they have to.</summary>
public enum WritingClient
{
    Librdkafka,

    /// <summary>Kafka's console producer with the client library of 4.4, which tells brokers whom it takes them for.</summary>
    Java,
}
