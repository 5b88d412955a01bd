using System.Text.Json;
using System.Text.Json.Serialization;

namespace Compliance.Gateway.Approval;

/// <summary>Statements as JSON on one line, compiled: no reflection at run time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ReleaseStatement))]
internal sealed partial class ReleaseJson : JsonSerializerContext
{
    public static string Write(ReleaseStatement statement) => JsonSerializer.Serialize(statement, Default.ReleaseStatement);

    /// <summary>Null if the text is none.</summary>
    public static ReleaseStatement? TryRead(string text)
    {
        try
        {
            // Null among the files is what the annotations do not reach.
            return JsonSerializer.Deserialize(text, Default.ReleaseStatement) is { } statement && statement.Order?.Files.All(file => file is not null) != false ? statement : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
