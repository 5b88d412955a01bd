using System.Text.Json;
using Compliance.Protect.Formats;
using Compliance.Protect.Formats.Avro;
using Compliance.Protect.Formats.Json;
using Compliance.Protect.Formats.Protobuf.Types;
using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Fitting;

/// <summary>
/// Holds paths and rules against a registered schema, by the plans that records of it would go through: for who checks policies, not for
/// records. Immutable; thread-safe.
/// </summary>
public sealed class SchemaFit
{
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 256 };

    private readonly Func<FieldPlan, Fit> _ask;
    private readonly HashSet<string> _tags;

    private SchemaFit(ValueFormats format, IEnumerable<string>? tags, Func<FieldPlan, Fit> ask)
    {
        Format = format;
        AreTagsUnclear = tags is null;
        _tags = [.. tags ?? []];
        _ask = ask;
    }

    /// <summary>In what values of the schema are written.</summary>
    public ValueFormats Format { get; }

    /// <summary>Null, and why: no value can be read by the schema.</summary>
    public static SchemaFit? Of(SchemaText text, out string? why)
    {
        why = null;
        switch (SchemaFactory.Make(text))
        {
            case AvroSchema avro:
                return new(ValueFormats.Avro, AvroTags.Of(avro.Root).AllTags(), plan => AvroFit.Ask(avro, plan));
            // Which message a value is, it says itself: the path must lead somewhere in one of them.
            case ProtobufSchema protobuf:
                return new(ValueFormats.Protobuf, protobuf.Messages.SelectMany(message => message.Known.Values).SelectMany(message => message.Fields).SelectMany(field => field.Tags), plan => ProtobufFit.Ask(protobuf, plan));
            case UnusableSchema unusable:
                why = unusable.Why;
                return null;
        }

        try
        {
            using var json = JsonDocument.Parse(text.Text, Reading);
            var root = json.RootElement.Clone();
            return new(ValueFormats.JsonSchema, JsonTags.Of(text)?.AllTags(), plan => JsonSchemaFit.Ask(root, plan.Rules[0]));
        }
        catch (JsonException)
        {
            why = "it is not JSON";
            return null;
        }
    }

    /// <summary>Nobody can tell what it tags; under rules of tags its values follow the policies' <c>unknownSchema</c>.</summary>
    public bool AreTagsUnclear { get; }

    public bool HasTag(string tag) => _tags.Contains(tag);

    /// <param name="plan">Of one rule at one path.</param>
    public Fit Ask(FieldPlan plan) => _ask(plan);
}
