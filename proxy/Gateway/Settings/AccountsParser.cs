using System.Collections.Immutable;
using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>
/// Reads <c>accounts: {principals: {User:NAME: LOGIN, …}, others: refused}</c> of a route, and the file that <c>principals: FILE</c> names, which
/// holds the same names and logins at its top.
/// </summary>
internal static class AccountsParser
{
    private const string User = "User:";

    /// <summary>As long as the subject of a certificate may be.</summary>
    private const int LongestPrincipal = 1024;

    /// <summary>Null where there are none, or, with problems, none that could be used.</summary>
    public static AccountsSettings? Parse(MapReader route)
    {
        if (route.Find("accounts") is not { } node || MapReader.Open(node, SettingsVocabulary.Accounts, route.Problems) is not { } map)
            return null;
        var othersShare = OthersShare(map);
        if (map.Required("principals") is not { } principals)
            return null;
        if (principals is YamlMap names)
            return new AccountsSettings(map.Place, Named(names, map.Problems), null) { OthersShare = othersShare };
        return map.OptionalText("principals") is { } file ? new AccountsSettings(map.Place, [], file) { OthersShare = othersShare } : null;
    }

    /// <summary>The accounts of a file; none, and a problem, where it holds none.</summary>
    public static ImmutableArray<AccountSettings> ParseFile(string file, string text, ProblemList problems)
    {
        var node = YamlTree.Read(file, text, problems, begins: "User:NAME: {mechanism: …}");
        if (node is YamlMap names)
            return Named(names, problems);
        if (node is not null)
            problems.Error(node.Place, $"A file of accounts is a set of principals, each with its login, 'User:NAME: {{mechanism: …, user: …, password: …}}', not {node.Kind}.");
        return [];
    }

    private static bool OthersShare(MapReader accounts)
    {
        var others = accounts.OptionalText("others");
        if (others is { Value: not ("shared" or "refused") } odd)
            accounts.Problems.Error(odd.Place, "'others', who have no account of their own, are refused, or shared: let in by the login that all have in common.");
        return others?.Value == "shared";
    }

    private static ImmutableArray<AccountSettings> Named(YamlMap names, ProblemList problems)
    {
        if (names.Entries.IsEmpty)
            problems.Error(names.Place, "Nobody has an account here; name a principal, or remove 'accounts'.");
        var named = ImmutableArray.CreateBuilder<AccountSettings>(names.Entries.Length);
        foreach (var (key, value) in names.Entries)
        {
            if (!IsPrincipal(key.Value))
                problems.Error(key.Place, "A principal is written as Kafka does: User:NAME.");
            named.Add(new AccountSettings(new Text(key.Value, key.Place), LoginParser.Parse(value, SettingsVocabulary.Account, problems)));
        }

        return named.MoveToImmutable();
    }

    private static bool IsPrincipal(string text) => text.Length is > 5 and <= LongestPrincipal && text.StartsWith(User, StringComparison.Ordinal) && !text.Any(char.IsControl) && !char.IsWhiteSpace(text[^1]);
}
