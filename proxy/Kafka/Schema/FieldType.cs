namespace Compliance.Kafka.Schema;

/// <summary>What a field holds, apart from how a version encodes it.</summary>
public enum FieldType : byte
{
    Struct,
    Array,
    Bool,
    Int8,
    Int16,
    UInt16,
    Int32,
    Int64,
    Float64,
    Uuid,
    String,
    Bytes,

    /// <summary>Record batches: bytes of their own format, see <c>Compliance.Kafka.Records</c>.</summary>
    Records,
}
