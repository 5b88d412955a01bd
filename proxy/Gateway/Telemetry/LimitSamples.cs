using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Telemetry;

/// <summary>The bounds of a plan as numbers, under the names that the settings give them.</summary>
internal static class LimitSamples
{
    public static IEnumerable<Sample> Of(ActivePlan plan)
    {
        var limits = plan.Limits;
        (string Name, double Value)[] bounds =
        [
            ("maxFrameBytes", limits.MaxFrameBytes),
            ("maxUnauthenticatedFrameBytes", limits.MaxUnauthenticatedFrameBytes),
            ("maxConnections", limits.MaxConnections),
            ("maxConnectionsPerAddress", limits.MaxConnectionsPerAddress),
            ("maxInFlight", limits.MaxInFlight),
            ("maxBufferedBytes", limits.MaxBufferedBytes),
            ("maxCachedTopicIds", limits.MaxCachedTopicIds),
            ("maxCachedSchemas", limits.MaxCachedSchemas),
            ("registryTimeout", limits.RegistryTimeout.TotalSeconds),
            ("registryPause", limits.RegistryPause.TotalSeconds),
            ("kmsTimeout", limits.KmsTimeout.TotalSeconds),
            ("maxFetchSessions", limits.MaxFetchSessions),
            ("maxQuotaCounts", limits.MaxQuotaCounts),
            ("maxKeyUses", limits.MaxKeyUses),
            ("maxQuarantineBytes", limits.MaxQuarantineBytes),
            ("quarantineTimeout", limits.QuarantineTimeout.TotalSeconds),
            ("maxBatchBytes", limits.Records.MaxBytes),
            ("maxBatchRatio", limits.Records.MaxRatio),
            ("maxBatchRecords", limits.Records.MaxRecords),
            ("connectTimeout", limits.ConnectTimeout.TotalSeconds),
            ("loginTimeout", limits.LoginTimeout.TotalSeconds),
            ("authenticationTimeout", limits.AuthenticationTimeout.TotalSeconds),
            ("maxHandshakes", limits.MaxHandshakes),
            ("handshakeTimeout", limits.HandshakeTimeout.TotalSeconds),
            ("maxFailedLogins", limits.MaxFailedLogins),
            ("failedLoginInterval", limits.FailedLoginInterval.TotalSeconds),
            ("maxLoginCounts", limits.MaxLoginCounts),
            ("maxAccounts", limits.MaxAccounts),
            ("tokenTimeout", limits.TokenTimeout.TotalSeconds),
            ("tokenPause", limits.TokenPause.TotalSeconds),
            ("maxTokenBytes", limits.MaxTokenBytes),
            ("jwksInterval", limits.JwksInterval.TotalSeconds),
            ("jwksPause", limits.JwksPause.TotalSeconds),
            ("jwksTimeout", limits.JwksTimeout.TotalSeconds),
            ("maxJwksAge", limits.MaxJwksAge.TotalSeconds),
            ("stallTimeout", limits.StallTimeout.TotalSeconds),
            ("idleTimeout", limits.IdleTimeout.TotalSeconds),
            ("peerTimeout", limits.PeerTimeout.TotalSeconds),
            ("frameTimeout", limits.FrameTimeout.TotalSeconds),
            ("bufferTimeout", limits.BufferTimeout.TotalSeconds),
            ("drainDelay", limits.DrainDelay.TotalSeconds),
            ("drainTimeout", limits.DrainTimeout.TotalSeconds),
            ("reloadInterval", limits.ReloadInterval.TotalSeconds),
            ("acceptBacklog", limits.AcceptBacklog),
        ];
        var samples = bounds.Select(bound => new Sample(bound.Value, Labels.Of(("limit", bound.Name))));
        return plan.Audit is { } audit
            ? samples.Concat(
            [
                new Sample(audit.MaxJournalBytes, Labels.Of(("limit", "audit.maxJournalBytes"))),
                new Sample(audit.MaxAggregates, Labels.Of(("limit", "audit.maxAggregates"))),
                new Sample(audit.MaxBatchBytes, Labels.Of(("limit", "audit.maxBatchBytes"))),
            ])
            : samples;
    }
}
