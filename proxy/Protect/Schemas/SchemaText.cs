using System.Collections.Immutable;

namespace Compliance.Protect.Schemas;

/// <summary>A schema as the registry gives it.</summary>
/// <param name="Name">By what it is referred to (of Protobuf the file that is imported); empty of the schema that was asked for.</param>
/// <param name="Type">AVRO, PROTOBUF, JSON.</param>
/// <param name="Text">Of Protobuf the .proto file; of the others the schema's JSON.</param>
/// <param name="References">What it refers to, each with its own; deepest first, each name once.</param>
public sealed record SchemaText(string Name, string Type, string Text, ImmutableArray<SchemaText> References);
