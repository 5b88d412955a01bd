using System.Text.RegularExpressions;
using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Reads <c>kms</c>: a name, and below it <c>{vault, token, namespace, ca}</c>.</summary>
internal static partial class KmsParser
{
    private const int MostOfNamespace = 512;

    public static KmsSettings? Parse(YamlEntry entry, ProblemList problems)
    {
        if (MapReader.Open(entry.Value, SettingsVocabulary.Kms, problems) is not { } map)
            return null;
        var name = new Text(entry.Key.Value, entry.Key.Place);
        Names.Check(name, "a key management service", problems);
        var url = map.RequiredText("vault") is { } address ? Url(address, problems) : null;
        var token = map.RequiredText("token");
        if (token is { } secret && !SecretText.IsReference(secret.Value))
        {
            problems.Error(secret.Place, "A secret does not stand in the settings: write ${env:NAME} or ${file:PATH}.");
            token = null;
        }

        var space = map.OptionalText("namespace");
        if (space is { } given && (given.Value.Length > MostOfNamespace || !NamespacePath().IsMatch(given.Value)))
            problems.Error(given.Place, "'namespace' is a path of Vault Enterprise or HCP, such as admin/shop: letters, digits, '_', '-' and '.', with '/' between.");
        return url is null || token is not { } named ? null : new KmsSettings(name, url, named) { Namespace = space, Ca = map.OptionalText("ca") };
    }

    /// <summary>What opens keys is not sent in clear but within this machine.</summary>
    private static Uri? Url(Text text, ProblemList problems)
    {
        if (Uri.TryCreate(text.Value, UriKind.Absolute, out var url) && url is { UserInfo: "", Query: "", Fragment: "" } && (url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback)))
            return url;
        problems.Error(text.Place, "'vault' is an https address without user, password or query, such as https://vault.example:8200 (http on this machine alone).");
        return null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*/?\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NamespacePath();
}
