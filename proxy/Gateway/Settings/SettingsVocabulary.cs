using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>The keys of the settings file, part by part. Keys that belong to a later version are refused by name.</summary>
internal static class SettingsVocabulary
{
    public static Vocabulary Root { get; } = new("the settings file", ["clusters", "routes", "limits", "audit", "admin", "log", "telemetry", "kms"]);
    public static Vocabulary Cluster { get; } = new("a cluster", ["bootstrap", "login", "maxVersions", "owner", "region", "tags", "registry", "tls"]);
    public static Vocabulary Registry { get; } = new("'registry'", ["url", "user", "password", "ca"]);
    public static Vocabulary Kms { get; } = new("a key management service", ["vault", "token", "namespace", "ca"]);
    public static Vocabulary BrokerTls { get; } = new("'tls' of a cluster", ["ca", "crl", "certificate", "key", "password", "name", "minVersion", "ciphers"]);
    public static Vocabulary Login { get; } = new("'login'", ["mechanism", "user", "password", "tokenUrl", "clientId", "clientSecret", "scope", "audience", "ca", "extensions"]);
    public static Vocabulary Account { get; } = Login with { What = "an account" };
    public static Vocabulary Accounts { get; } = new("'accounts'", ["principals", "others"]);
    public static Vocabulary Route { get; } = new("a route", ["cluster", "listen", "advertise", "clients", "login", "accounts", "purpose", "policies", "approvals", "breakGlass"]);
    public static Vocabulary BreakGlass { get; } = new("'breakGlass'", ["folder", "origin", "people", "max"]);
    public static Vocabulary Approvals { get; } = new("'approvals'", ["origin", "people", "needed", "within"]);
    public static Vocabulary Listen { get; } = new("'listen'", ["address", "port", "brokerPorts", "firstNode", "advertisedPort", "advertisedBrokerPorts", "tls", "sni", "proxyProtocol"]);
    public static Vocabulary Sni { get; } = new("'sni'", ["bootstrap", "broker"]);
    public static Vocabulary ProxyProtocol { get; } = new("'proxyProtocol'", ["mode", "from"]);
    public static Vocabulary Tls { get; } = new("'tls'", ["certificate", "key", "password", "minVersion", "ciphers"]);
    public static Vocabulary ClientTls { get; } = new("'tls' of 'clients'", ["certificates", "ca", "crl", "revocation", "principal", "principalFrom"]);
    public static Vocabulary Clients { get; } = new("'clients'", ["anonymous", "sasl", "passThrough", "tls"]);
    public static Vocabulary PassThrough { get; } = new("'passThrough'", ["mechanisms", "oauth", "gssapi"]);
    public static Vocabulary PassedOAuth { get; } = new("'oauth' of 'passThrough'", ["principal", "groups", "claims"]);
    public static Vocabulary PassedKerberos { get; } = new("'gssapi'", ["principal"]);
    public static Vocabulary Sasl { get; } = new("'sasl'", ["mechanism", "mechanisms", "users", "oauth", "maxReauth"]);
    public static Vocabulary OAuth { get; } = new("'oauth'", ["keys", "ca", "issuer", "audience", "principal", "groups", "claims", "scope", "require", "type", "clockSkew"]);
    public static Vocabulary Admin { get; } = new("'admin'", ["address", "port", "stallAfter"]);
    public static Vocabulary Log { get; } = new("'log'", ["format", "level", "maxPerInterval", "interval"]);
    public static Vocabulary Telemetry { get; } = new("'telemetry'", ["otlp", "sampling"]);
    public static Vocabulary Otlp { get; } = new("'otlp'", ["endpoint", "protocol", "metricsInterval", "maxQueuedSpans"]);
    public static Vocabulary Audit { get; } = new("'audit'",
    [
        "cluster", "topic", "journal", "mode", "proxy", "maxJournalBytes", "segmentBytes", "fillingPercent", "refuseStrictPercent",
        "maxThrottle", "onFull", "maxBestEffortEvents", "fsyncInterval", "aggregateInterval", "maxAggregates", "maxBatchBytes", "shipInterval", "stopTimeout",
    ]);
    public static Vocabulary Limits { get; } = new("'limits'",
    [
        "maxFrameBytes", "maxUnauthenticatedFrameBytes", "maxConnections", "maxConnectionsPerAddress", "maxInFlight", "maxBufferedBytes",
        "maxCachedTopicIds", "maxCachedSchemas", "maxFetchSessions", "maxQuotaCounts", "maxKeyUses", "maxQuarantineBytes", "quarantineTimeout", "maxBatchBytes", "maxBatchRatio", "maxBatchRecords",
        "connectTimeout", "loginTimeout", "authenticationTimeout", "maxHandshakes", "handshakeTimeout", "maxFailedLogins", "failedLoginInterval", "maxLoginCounts", "maxAccounts", "stallTimeout", "idleTimeout", "peerTimeout", "frameTimeout", "bufferTimeout",
        "registryTimeout", "registryPause", "kmsTimeout", "tokenTimeout", "tokenPause", "maxTokenBytes", "jwksInterval", "jwksPause", "jwksTimeout", "maxJwksAge", "drainDelay", "drainTimeout", "reloadInterval", "acceptBacklog",
    ]);
}
