using Compliance.Protect.Keys;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Reads <c>limits</c>; what is left out keeps its default.</summary>
internal static class LimitsParser
{
    private const int LargestFrame = 1 << 30;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static LimitsPlan Parse(MapReader root)
    {
        var limits = LimitsPlan.Default;
        if (root.Find("limits") is not { } node || MapReader.Open(node, SettingsVocabulary.Limits, root.Problems) is not { } map)
            return limits;
        limits = limits with
        {
            MaxFrameBytes = (int)map.Bytes("maxFrameBytes", limits.MaxFrameBytes, 64 << 10, LargestFrame),
            MaxUnauthenticatedFrameBytes = (int)map.Bytes("maxUnauthenticatedFrameBytes", limits.MaxUnauthenticatedFrameBytes, 1 << 10, LargestFrame),
            MaxConnections = map.Int("maxConnections", limits.MaxConnections, 1, 1_000_000),
            MaxConnectionsPerAddress = map.Int("maxConnectionsPerAddress", limits.MaxConnectionsPerAddress, 1, 1_000_000),
            MaxInFlight = map.Int("maxInFlight", limits.MaxInFlight, 2, 1 << 16),
            MaxBufferedBytes = map.Bytes("maxBufferedBytes", limits.MaxBufferedBytes, 1 << 20, 1L << 40),
            MaxCachedTopicIds = map.Int("maxCachedTopicIds", limits.MaxCachedTopicIds, 2, 10_000_000),
            MaxCachedSchemas = map.Int("maxCachedSchemas", limits.MaxCachedSchemas, 2, 1_000_000),
            RegistryTimeout = map.Duration("registryTimeout", limits.RegistryTimeout, Second / 10, Second * 60),
            RegistryPause = map.Duration("registryPause", limits.RegistryPause, Second / 100, Hour),
            KmsTimeout = map.Duration("kmsTimeout", limits.KmsTimeout, Second / 10, Second * 60),
            MaxQuotaCounts = map.Int("maxQuotaCounts", limits.MaxQuotaCounts, 1, 10_000_000),
            MaxFetchSessions = map.Int("maxFetchSessions", limits.MaxFetchSessions, 2, 10_000_000),
            MaxKeyUses = map.Long("maxKeyUses", limits.MaxKeyUses, 1_000, KeyUses.Bound),
            MaxQuarantineBytes = map.Bytes("maxQuarantineBytes", limits.MaxQuarantineBytes, 64 << 10, 1L << 40),
            QuarantineTimeout = map.Duration("quarantineTimeout", limits.QuarantineTimeout, Second / 10, Second * 60),
            Records = limits.Records with
            {
                MaxBytes = (int)map.Bytes("maxBatchBytes", limits.Records.MaxBytes, 64 << 10, LargestFrame),
                MaxRatio = map.Int("maxBatchRatio", limits.Records.MaxRatio, 10, 100_000),
                MaxRecords = map.Int("maxBatchRecords", limits.Records.MaxRecords, 1, 10_000_000),
            },
            ConnectTimeout = map.Duration("connectTimeout", limits.ConnectTimeout, Second / 10, Hour),
            LoginTimeout = map.Duration("loginTimeout", limits.LoginTimeout, Second / 10, Hour),
            AuthenticationTimeout = map.Duration("authenticationTimeout", limits.AuthenticationTimeout, Second, Hour),
            MaxHandshakes = map.Int("maxHandshakes", limits.MaxHandshakes, 1, 1_000_000),
            HandshakeTimeout = map.Duration("handshakeTimeout", limits.HandshakeTimeout, Second, Hour),
            MaxFailedLogins = map.Int("maxFailedLogins", limits.MaxFailedLogins, 1, 1_000_000),
            FailedLoginInterval = map.Duration("failedLoginInterval", limits.FailedLoginInterval, Second / 1000, Hour),
            MaxLoginCounts = map.Int("maxLoginCounts", limits.MaxLoginCounts, 1, 1_000_000),
            MaxAccounts = map.Int("maxAccounts", limits.MaxAccounts, 1, 1_000_000),
            TokenTimeout = map.Duration("tokenTimeout", limits.TokenTimeout, Second / 10, Second * 60),
            TokenPause = map.Duration("tokenPause", limits.TokenPause, Second / 100, Second * 30),
            MaxTokenBytes = (int)map.Bytes("maxTokenBytes", limits.MaxTokenBytes, 1 << 10, 1 << 20),
            JwksInterval = map.Duration("jwksInterval", limits.JwksInterval, Second, 24 * Hour),
            JwksPause = map.Duration("jwksPause", limits.JwksPause, Second / 100, Hour),
            JwksTimeout = map.Duration("jwksTimeout", limits.JwksTimeout, Second / 10, Second * 60),
            MaxJwksAge = map.Duration("maxJwksAge", limits.MaxJwksAge, Second, 24 * 30 * Hour),
            StallTimeout = map.Duration("stallTimeout", limits.StallTimeout, Second, 24 * Hour),
            IdleTimeout = map.Duration("idleTimeout", limits.IdleTimeout, Second, 24 * Hour),
            PeerTimeout = map.Duration("peerTimeout", limits.PeerTimeout, Second, 24 * Hour),
            FrameTimeout = map.Duration("frameTimeout", limits.FrameTimeout, Second, 24 * Hour),
            BufferTimeout = map.Duration("bufferTimeout", limits.BufferTimeout, Second / 10, Hour),
            DrainDelay = map.Duration("drainDelay", limits.DrainDelay, TimeSpan.Zero, Hour),
            ReloadInterval = map.Duration("reloadInterval", limits.ReloadInterval, TimeSpan.Zero, 24 * Hour),
            AcceptBacklog = map.Int("acceptBacklog", limits.AcceptBacklog, 1, 1 << 16),
            DrainTimeout = map.Duration("drainTimeout", limits.DrainTimeout, TimeSpan.Zero, Hour),
        };

        if (limits.MaxJwksAge < limits.JwksInterval)
            map.Problems.Error(map.PlaceOf("maxJwksAge"), "'maxJwksAge' is at least 'jwksInterval': keys are asked for anew before they are too old.");

        // Two frames of the largest size must find room, a request's and an answer's, or one client could stop all others.
        if (limits.MaxBufferedBytes < 2L * limits.MaxFrameBytes)
            map.Problems.Error(map.PlaceOf("maxBufferedBytes"), $"'maxBufferedBytes' ({limits.MaxBufferedBytes}) is at least twice 'maxFrameBytes' ({limits.MaxFrameBytes}); raise it, or lower that.");
        return limits;
    }
}
