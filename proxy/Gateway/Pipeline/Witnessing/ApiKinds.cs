using System.Collections.Frozen;
using System.Text;
using Compliance.Kafka.Schema;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Witnessing;

/// <summary>The kind of every API, so that none goes without a name in the evidence.</summary>
internal static class ApiKinds
{
    private static readonly FrozenSet<short> Polls = ((short[])[3, 12, 18, 68, 71, 72, 76, 88]).ToFrozenSet();
    private static readonly FrozenSet<short> Creations = ((short[])[19, 30, 37, 38]).ToFrozenSet();
    private static readonly FrozenSet<short> Deletions = ((short[])[20, 21, 31, 40, 42, 47, 92]).ToFrozenSet();
    private static readonly FrozenSet<short> Changes = ((short[])[33, 34, 39, 43, 44, 45, 49, 51, 57, 64, 80, 81, 91, 94]).ToFrozenSet();
    private static readonly FrozenSet<short> Memberships = ((short[])[8, 9, 10, 11, 13, 14, 79]).ToFrozenSet();
    private static readonly FrozenSet<short> Transactions = ((short[])[22, 24, 25, 26, 28]).ToFrozenSet();
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
        return new ApiKind("kafka." + Snake(api.Name), category, type, GroupOf(api.Key));
    }

    private static ApiGroup GroupOf(short key) => key switch
    {
        0 => ApiGroup.Produce,
        1 or 78 => ApiGroup.Fetch,
        _ when Polls.Contains(key) => ApiGroup.Polls,
        _ when Memberships.Contains(key) => ApiGroup.Groups,
        _ when Transactions.Contains(key) => ApiGroup.Transactions,
        _ when Creations.Contains(key) || Deletions.Contains(key) || Changes.Contains(key) => ApiGroup.Admin,
        _ => ApiGroup.Describe,
    };

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
