using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Reads <c>registry: {url, user, password, ca}</c> of a cluster.</summary>
internal static class RegistryParser
{
    public static RegistrySettings? Parse(MapReader cluster)
    {
        if (cluster.Find("registry") is not { } node || MapReader.Open(node, SettingsVocabulary.Registry, cluster.Problems) is not { } map)
            return null;
        var (user, password) = (map.OptionalText("user"), map.OptionalText("password"));
        if (user is null != password is null)
            map.Problems.Error(map.Place, "A registry that asks for a login wants 'user' and 'password'; write both, or neither.");
        if (password is { } secret && !SecretText.IsReference(secret.Value))
        {
            map.Problems.Error(secret.Place, "A password does not stand in the settings: write ${env:NAME} or ${file:PATH}.");
            password = null;
        }

        if (map.RequiredText("url") is not { } text)
            return null;
        if (Uri.TryCreate(text.Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url is { UserInfo: "", Query: "", Fragment: "" })
            return new RegistrySettings(url, user, password, map.OptionalText("ca"));
        map.Problems.Error(text.Place, "'url' is where Confluent's API of the registry is, such as https://registry.example:8081, without user, password or query.");
        return null;
    }
}
