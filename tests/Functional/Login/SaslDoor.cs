using Compliance.Functional.Proxies;
using Compliance.Harness;
using Confluent.Kafka;

namespace Compliance.Functional.Login;

/// <summary>What clients of each kind are told of how to come where logins are: by SASL_PLAINTEXT, or by SASL_SSL with what they trust.</summary>
internal static class SaslDoor
{
    public static T Open<T>(T settings, ProxyProcess proxy)
        where T : ClientConfig
    {
        (settings.BootstrapServers, settings.SecurityProtocol) = (proxy.Bootstrap, proxy.CaPem is null ? SecurityProtocol.SaslPlaintext : SecurityProtocol.SaslSsl);
        if (proxy.CaPem is { } root)
            settings.SslCaPem = root;
        return settings;
    }

    /// <summary>Kafka's own: lines of a file of settings.</summary>
    public static string Lines(ProxyProcess proxy, TempFolder folder) => proxy.CaPem is { } root
        ? $"security.protocol=SASL_SSL\nssl.truststore.type=PEM\nssl.truststore.location={folder.Write("ca.pem", root)}"
        : "security.protocol=SASL_PLAINTEXT";

    /// <summary>kcat's arguments, with more settings of the same form.</summary>
    public static IEnumerable<string> Arguments(ProxyProcess proxy, TempFolder folder, params string[] more)
    {
        string[] door = proxy.CaPem is { } root ? ["security.protocol=SASL_SSL", $"ssl.ca.location={folder.Write("ca.pem", root)}"] : ["security.protocol=SASL_PLAINTEXT"];
        return ["-b", proxy.Bootstrap, .. door.Concat(more).SelectMany(setting => new[] { "-X", setting })];
    }

    /// <summary>The environment of <c>login.js</c>.</summary>
    public static Dictionary<string, string?> Environment(ProxyProcess proxy, string secret) => new() { ["PASSWORD"] = secret, ["CA"] = proxy.CaPem };
}
