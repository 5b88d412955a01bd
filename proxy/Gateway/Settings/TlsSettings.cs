using System.Collections.Immutable;
using System.Security.Authentication;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>
/// TLS towards clients as written. A certificate or key is the name of a file, or a reference. <see cref="Key"/> null: it stands beside the
/// certificate.
/// </summary>
internal sealed record TlsSettings(Text Certificate, Text? Key)
{
    /// <summary>A reference; null: the key has none.</summary>
    public Text? Password { get; init; }
    public SslProtocols Protocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>In the order of preference; empty: the platform's.</summary>
    public ImmutableArray<Text> Ciphers { get; init; } = [];
}
