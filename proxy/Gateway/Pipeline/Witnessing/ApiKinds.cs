using System.Collections.Frozen;
using System.Text;
using Compliance.Kafka.Schema;

namespace Compliance.Gateway.Pipeline.Witnessing;

/// <summary>The kind of every API, so that none goes without a name in the evidence.</summary>
internal static class ApiKinds
{
    /// <summary>Polls and keep-alives: many, alike, and of interest as a number.</summary>
    private static readonly FrozenSet<short> Counted = ((short[])[3, 12, 18, 68, 71, 72, 76, 88]).ToFrozenSet();
    private static readonly FrozenSet<short> Creations = ((short[])[19, 30, 37, 38]).ToFrozenSet();
    private static readonly FrozenSet<short> Deletions = ((short[])[20, 21, 31, 40, 42, 47, 92]).ToFrozenSet();
    private static readonly FrozenSet<short> Changes = ((short[])[33, 34, 39, 43, 44, 45, 49, 51, 57, 64, 80, 81, 91, 94]).ToFrozenSet();
    private static readonly FrozenSet<short> Identities = ((short[])[29, 30, 31, 38, 39, 40, 41, 49, 50, 51]).ToFrozenSet();

    private static readonly FrozenDictionary<short, ApiKind> ByKey = ApiTable.Rows.ToFrozenDictionary(row => row.Key, Make);

    public static ApiKind Of(ApiRow api) => ByKey[api.Key];

    private static ApiKind Make(ApiRow api)
    {
        var type = api.Key switch
        {
            0 => "change",
            1 or 78 => "access",
            var key when Creations.Contains(key) => "creation",
            var key when Deletions.Contains(key) => "deletion",
            var key when Changes.Contains(key) => "change",
            _ => "info",
        };
        var category = api.Key switch
        {
            0 or 1 or 78 => "database",
            var key when Identities.Contains(key) => "iam",
            _ when type == "info" => "api",
            _ => "configuration",
        };
        return new ApiKind("kafka." + Snake(api.Name), category, type, Counted.Contains(api.Key));
    }

    private static string Snake(string name)
    {
        var snake = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && snake.Length > 0)
                snake.Append('_');
            snake.Append(char.ToLowerInvariant(letter));
        }

        return snake.ToString();
    }
}
