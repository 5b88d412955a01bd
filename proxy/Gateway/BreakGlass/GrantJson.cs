using System.Text.Json;
using System.Text.Json.Serialization;

namespace Compliance.Gateway.BreakGlass;

/// <summary>Statements as JSON on one line, compiled: no reflection at run time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(GrantStatement))]
internal sealed partial class GrantJson : JsonSerializerContext
{
    public static string Write(GrantStatement statement) => JsonSerializer.Serialize(statement, Default.GrantStatement);

    /// <summary>Null if the text is none.</summary>
    public static GrantStatement? TryRead(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, Default.GrantStatement);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
