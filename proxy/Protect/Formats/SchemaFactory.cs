using Compliance.Protect.Formats.Avro;
using Compliance.Protect.Formats.Json;
using Compliance.Protect.Formats.Protobuf.Types;
using Compliance.Protect.Schemas;

namespace Compliance.Protect.Formats;

/// <summary>Makes schemas ready to read values by: the one place where a format's kind of schema is plugged in.</summary>
public static class SchemaFactory
{
    /// <summary>Of what the registry says; what can't be used becomes an <see cref="UnusableSchema"/>. It throws nothing.</summary>
    public static ValueSchema Make(SchemaText text)
    {
        try
        {
            return text.Type switch
            {
                "AVRO" => AvroSchemaParser.Parse(text),
                "JSON" => new JsonSchema(JsonTags.Of(text)),
                "PROTOBUF" => ProtobufParser.Parse(text),
                _ => new UnusableSchema($"schemas of type {text.Type} are not read by this version"),
            };
        }
        catch (AvroSchemaException e)
        {
            return new UnusableSchema($"it is no Avro schema that can be used: {e.Message}");
        }
    }
}
