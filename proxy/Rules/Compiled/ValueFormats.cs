namespace Compliance.Rules.Compiled;

/// <summary>In what a record's value may be written; of one entry of <c>find</c> a single one.</summary>
[Flags]
public enum ValueFormats : byte
{
    None = 0,
    Json = 1,
    Csv = 2,
    Text = 4,
    Avro = 8,
    Protobuf = 16,

    /// <summary>JSON behind the id of its schema.</summary>
    JsonSchema = 32,

    /// <summary>Lines of cells, with semicolons between them as where the comma is for decimals.</summary>
    CsvSemicolon = 64,

    /// <summary>The same with tabs.</summary>
    Tsv = 128,

    /// <summary>Those whose values stand behind the id of a registered schema.</summary>
    Framed = Avro | Protobuf | JsonSchema,

    /// <summary>Those whose values can't be read without their schema.</summary>
    Registered = Avro | Protobuf,

    /// <summary>Those whose values are nothing but the data.</summary>
    Raw = Json | Csv | CsvSemicolon | Tsv | Text,
}
