using System.Text.Json;
using System.Text.Json.Serialization;

namespace Compliance.Ledger.Custody;

/// <summary>Statements as JSON on one line, compiled: no reflection at run time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Statement))]
internal sealed partial class StatementJson : JsonSerializerContext
{
    public static string Write(Statement statement) => JsonSerializer.Serialize(statement, Default.Statement);

    /// <summary>Null if the text is none.</summary>
    public static Statement? TryRead(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, Default.Statement) is { } statement && IsWhole(statement) ? statement : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // What the annotations do not reach: null among the items.
    private static bool IsWhole(Statement statement) =>
        statement.Request?.Purge?.Files.All(file => file is not null) != false
        && statement.Hold?.Logs?.All(log => log is not null) != false
        && statement.Start?.Kept.All(file => file is not null) != false
        && statement.Certificate?.Kept.All(file => file is not null) != false
        && statement.Certificate?.Checkpoints.Values.All(note => note is not null) != false;
}
