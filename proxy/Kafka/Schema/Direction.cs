namespace Compliance.Kafka.Schema;

/// <summary>Which half of an exchange a message belongs to.</summary>
public enum Direction : byte
{
    Request,
    Response,
}
