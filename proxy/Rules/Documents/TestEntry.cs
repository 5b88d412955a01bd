using System.Collections.Immutable;

namespace Compliance.Rules.Documents;

/// <param name="Name">What the test says.</param>
/// <param name="As">Who does it, and when.</param>
/// <param name="IsWrite">Else he reads.</param>
/// <param name="Topic">Of what.</param>
/// <param name="Value">The record's value as its writer means it, before any rule.</param>
/// <param name="AvroSchema">The schema by which the value is written; null: it is not in Avro.</param>
/// <param name="Protobuf">The schema by which the value is written, and its message; null: it is not in Protobuf.</param>
/// <param name="Key">The record's key; null: none.</param>
/// <param name="KeyAvroSchema">As <paramref name="AvroSchema"/>, of the key.</param>
/// <param name="Headers">The record's headers.</param>
/// <param name="Expect">What must come of it.</param>
internal sealed record TestEntry(
    Text Name, WhoEntry As, bool IsWrite, Text Topic, YamlNode? Value, YamlNode? AvroSchema, ProtobufEntry? Protobuf,
    YamlNode? Key, YamlNode? KeyAvroSchema, ImmutableArray<(Text Name, YamlNode Value)> Headers, ExpectEntry Expect)
{
    /// <summary>The test is about a record, and not only about access.</summary>
    internal bool HasRecord => Value is not null || Key is not null || !Headers.IsEmpty;
}
