using Compliance.Rules.Testing;

namespace Compliance.Rules.Documents;

/// <summary>By what a test's value is written in Protobuf: a schema in the policy, or in a file beside it.</summary>
internal sealed record ProtobufEntry(Text? Schema, Text? File, Text? Message)
{
    internal ProtobufSource Source() => new(
        Schema?.Value, File is { } file ? Path.Combine(Path.GetDirectoryName(file.Place.File) ?? "", file.Value) : null, Message?.Value);
}
