using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>TLS towards clients as written: PEM files. <see cref="Key"/> null: it stands in the certificate's file.</summary>
internal sealed record TlsSettings(Text Certificate, Text? Key);
