using System.Collections.Immutable;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Compliance.Gateway.Tls;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Reads <c>tls</c> of a listener (what the proxy shows), of its clients (what they show) and of a cluster (both, towards brokers).</summary>
internal static class TlsParser
{
    private const string Pem = "-----BEGIN";
    private static readonly Dictionary<string, SslProtocols> Versions = new(StringComparer.Ordinal)
    {
        ["1.2"] = SslProtocols.Tls12 | SslProtocols.Tls13,
        ["1.3"] = SslProtocols.Tls13,
    };

    private static readonly Dictionary<string, X509RevocationMode> Revocations = new(StringComparer.Ordinal)
    {
        ["none"] = X509RevocationMode.NoCheck,
        ["offline"] = X509RevocationMode.Offline,
        ["online"] = X509RevocationMode.Online,
    };

    private static readonly Dictionary<string, NameSource> Sources = new(StringComparer.Ordinal)
    {
        ["subject"] = NameSource.Subject,
        ["san"] = NameSource.AlternativeName,
    };

    /// <summary>Null: clients connect in plain, or a problem.</summary>
    public static TlsSettings? Listener(MapReader listen)
    {
        if (listen.Find("tls") is not { } node || MapReader.Open(node, SettingsVocabulary.Tls, listen.Problems) is not { } map)
            return null;
        var (shown, protocols, ciphers) = (Shown(map), map.OneOf("minVersion", Versions, Versions["1.2"]), map.Texts("ciphers"));
        return shown is null ? null : shown with { Protocols = protocols, Ciphers = ciphers };
    }

    /// <summary>Null: brokers are reached in plain, or a problem.</summary>
    public static BrokerTlsSettings? Brokers(MapReader cluster)
    {
        if (cluster.Find("tls") is not { } node || MapReader.Open(node, SettingsVocabulary.BrokerTls, cluster.Problems) is not { } map)
            return null;
        var name = map.OptionalText("name");
        if (name is { } written && !AddressText.IsHost(written.Value))
            map.Problems.Error(written.Place, "'name' is the host name that the brokers' certificates hold, without a port; left out, it is the host by which each is reached.");
        if (!map.Has("certificate") && (map.Has("key") || map.Has("password")))
            map.Problems.Error(map.Place, "A key is of use with its certificate alone: add 'certificate', or remove 'key' and 'password'.");
        return new BrokerTlsSettings(map.Place, map.Texts("ca"))
        {
            Lists = map.Texts("crl"),
            Shown = map.Has("certificate") ? Shown(map) : null,
            Name = name,
            Protocols = map.OneOf("minVersion", Versions, Versions["1.2"]),
            Ciphers = map.Texts("ciphers"),
        };
    }

    /// <summary>Null: no certificate is asked for, or a problem.</summary>
    public static ClientTlsSettings? Clients(MapReader clients)
    {
        if (clients.Find("tls") is not { } node || MapReader.Open(node, SettingsVocabulary.ClientTls, clients.Problems) is not { } map)
            return null;
        var isRequired = map.OneOf("certificates", new Dictionary<string, bool>(StringComparer.Ordinal) { ["required"] = true, ["optional"] = false }, true);
        var (lists, revocation) = (map.Texts("crl"), map.OneOf("revocation", Revocations, X509RevocationMode.NoCheck));
        if (!lists.IsEmpty && revocation != X509RevocationMode.NoCheck)
            map.Problems.Error(lists[0].Place, "Whether a certificate is revoked is asked of lists in files or of the authorities' own: name 'crl', or 'revocation', not both.");
        return new ClientTlsSettings(map.Place, isRequired, map.Texts("ca", required: true))
        {
            Lists = lists,
            Revocation = revocation,
            From = map.OneOf("principalFrom", Sources, NameSource.Subject),
            Rules = Rules(map, map.Texts("principal")),
        };
    }

    /// <summary>What the proxy shows to the other side.</summary>
    private static TlsSettings? Shown(MapReader map)
    {
        var (certificate, key, password) = (map.RequiredText("certificate"), map.OptionalText("key"), map.OptionalText("password"));
        foreach (var secret in new[] { certificate, key }.OfType<Text>().Where(text => text.Value.Contains(Pem, StringComparison.Ordinal)))
            map.Problems.Error(secret.Place, "Certificates and keys do not stand in the settings: write the name of a file, or ${env:NAME}.");
        if (password is { } open && !SecretText.IsReference(open.Value))
            map.Problems.Error(open.Place, "A password does not stand in the settings: write ${env:NAME} or ${file:PATH}.");
        return certificate is { } shown ? new TlsSettings(shown, key) { Password = password } : null;
    }

    private static PrincipalRules Rules(MapReader map, ImmutableArray<Text> written)
    {
        var rules = new List<PrincipalRule>();
        foreach (var text in written)
        {
            if (PrincipalRuleParser.Parse(text.Value, rules) is { } problem)
                map.Problems.Error(text.Place, $"'principal' is written as Kafka's ssl.principal.mapping.rules, such as RULE:^CN=([^,]+).*$/$1/L,DEFAULT: {problem}.");
        }

        return written.IsEmpty ? PrincipalRules.Default : new PrincipalRules([.. rules]);
    }

    private static T OneOf<T>(this MapReader map, string key, Dictionary<string, T> words, T fallback)
    {
        if (map.OptionalText(key) is not { } text)
            return fallback;
        if (words.TryGetValue(text.Value, out var meant))
            return meant;
        map.Problems.Error(text.Place, $"'{key}' is {string.Join(" or ", words.Keys)}, not '{text}'.");
        return fallback;
    }
}
