using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Compliance.Rules.Comparing;

namespace Compliance.Gateway.Commands;

/// <summary>Differences of policies as JSON; compiled: no reflection at run time.</summary>
[JsonSerializable(typeof(PolicyDifferences))]
internal sealed partial class DifferencesJson : JsonSerializerContext
{
    public static string Write(PolicyDifferences differences)
    {
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        options.Converters.Add(new JsonStringEnumConverter<DifferenceWeight>(JsonNamingPolicy.CamelCase));
        return JsonSerializer.Serialize(differences, new DifferencesJson(options).PolicyDifferences);
    }
}
