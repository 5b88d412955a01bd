using Compliance.Kafka.Records;
using Compliance.Protect.Keys;

namespace Compliance.Gateway.Settings;

/// <summary>Every bound of the process; the setting's name in the file is the property's, in camel case.</summary>
internal sealed record LimitsPlan
{
    public static LimitsPlan Default { get; } = new();

    /// <summary>Largest frame, as a broker's <c>socket.request.max.bytes</c>.</summary>
    public int MaxFrameBytes { get; init; } = 100 << 20;

    /// <summary>Largest frame before a client has authenticated.</summary>
    public int MaxUnauthenticatedFrameBytes { get; init; } = 512 << 10;
    public int MaxConnections { get; init; } = 10_000;
    public int MaxConnectionsPerAddress { get; init; } = 1_000;

    /// <summary>Requests of one connection that wait for an answer; a power of two.</summary>
    public int MaxInFlight { get; init; } = 256;

    /// <summary>Bytes in all read buffers together beyond the small one that every busy connection may have.</summary>
    public long MaxBufferedBytes { get; init; } = 1L << 30;
    public int MaxCachedTopicIds { get; init; } = 100_000;

    /// <summary>Schemas of a registry that are kept.</summary>
    public int MaxCachedSchemas { get; init; } = 2_000;

    /// <summary>How long a frame whose schema is not known yet waits for the registry at most.</summary>
    public TimeSpan RegistryTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the registry is not asked again for a schema that it could not give.</summary>
    public TimeSpan RegistryPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a key management service is waited for, for each of its keys, when policies are read.</summary>
    public TimeSpan KmsTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What bounds a registry; where it changes, the schemas are asked for anew.</summary>
    public (int Kept, TimeSpan Timeout, TimeSpan Pause) Schemas => (MaxCachedSchemas, RegistryTimeout, RegistryPause);

    /// <summary>What one batch of a protected topic may unfold to; a bomb is refused while it unfolds.</summary>
    public RecordLimits Records { get; init; } = RecordLimits.Default;

    /// <summary>Fetch sessions of a route that are remembered; one forgotten costs its client a full fetch.</summary>
    public int MaxFetchSessions { get; init; } = 100_000;

    /// <summary>Counts of a route for quotas, one for each principal and quota in use; who finds no room sees nothing in clear, and waits.</summary>
    public int MaxQuotaCounts { get; init; } = 10_000;

    /// <summary>How often a key of <c>encrypt</c> with <c>form: confluent</c> encrypts in one run; at a quarter of it the log says so.</summary>
    public long MaxKeyUses { get; init; } = KeyUses.Bound;

    /// <summary>Bytes of records that are on their way to the quarantine topics of one cluster.</summary>
    public long MaxQuarantineBytes { get; init; } = 64 << 20;

    /// <summary>How long a frame waits for its quarantine topics; then its producer is told to send it again.</summary>
    public TimeSpan QuarantineTimeout { get; init; } = TimeSpan.FromSeconds(10);
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);
    public TimeSpan LoginTimeout { get; init; } = TimeSpan.FromSeconds(10);
    public TimeSpan AuthenticationTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>TLS handshakes under way at once, a quarter of them from one address; who comes then waits.</summary>
    public int MaxHandshakes { get; init; } = 512;

    /// <summary>How long a client may take from its connection to the end of its TLS handshake.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Failed logins of one user from one address until the next has to wait.</summary>
    public int MaxFailedLogins { get; init; } = 10;

    /// <summary>How long the next has to wait then, and after how long a failed one is forgiven.</summary>
    public TimeSpan FailedLoginInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Users and addresses whose failed logins are counted.</summary>
    public int MaxLoginCounts { get; init; } = 10_000;

    /// <summary>Principals of a route for whom the proxy logs in at brokers by accounts of their own.</summary>
    public int MaxAccounts { get; init; } = 10_000;

    /// <summary>How long the provider of the proxy's own tokens, by which it logs in at brokers, is waited for at most.</summary>
    public TimeSpan TokenTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long that provider is not asked again after it gave none; twice as long each time that follows, up to half a minute.</summary>
    public TimeSpan TokenPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Largest token by which a client logs in, or the proxy.</summary>
    public int MaxTokenBytes { get; init; } = 16 << 10;

    /// <summary>How old an issuer's keys may become before they are asked for anew, as a broker's <c>sasl.oauthbearer.jwks.endpoint.refresh.ms</c>.</summary>
    public TimeSpan JwksInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long an issuer's provider is not asked again, be it that it gave no keys, or that a token names another one.</summary>
    public TimeSpan JwksPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a login waits for an issuer's keys at most.</summary>
    public TimeSpan JwksTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For how long an issuer's keys do while its provider is away; no token is taken beyond.</summary>
    public TimeSpan MaxJwksAge { get; init; } = TimeSpan.FromHours(6);

    /// <summary>How long one send to a client may stand still before the connection is closed.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a connection may carry nothing in either direction before it is closed, be it that a broker leaves a request unanswered.
    /// Longer than a broker's <c>connections.max.idle.ms</c> (10 minutes), so that by default the broker decides.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How long the other side may leave TCP itself without an answer before it counts as gone; at least <see cref="StallTimeout"/>, since
    /// the kernel tells a peer that has vanished from one that does not read no sooner.
    /// </summary>
    public TimeSpan PeerTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a request that has to be held whole may take to arrive, from its first bytes to its last.</summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a frame may wait for room in the budget of buffered bytes.</summary>
    public TimeSpan BufferTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a proxy that is told to stop still takes connections while it says that it is not ready, for load balancers to notice.</summary>
    public TimeSpan DrainDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long answers that are in flight are waited for when the proxy stops or the client has closed its half.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often the settings, and the policies and keys that they name, are compared with what runs; zero: only on SIGHUP.</summary>
    public TimeSpan ReloadInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections of one port that may wait to be accepted; the kernel's net.core.somaxconn bounds it too.</summary>
    public int AcceptBacklog { get; init; } = 4096;
}
