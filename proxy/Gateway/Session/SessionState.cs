using System.Net;
using System.Text;
using Compliance.Gateway.Pipeline.Witnessing;
using Compliance.Gateway.Settings;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Session;

/// <summary>
/// What is known of one client connection. Owner: its session. Written by the RequestLoop only (identity before the first
/// request passes and while none is in flight, client id and software as they come); the ResponseLoop reads it.
/// </summary>
internal sealed class SessionState(Guid id, RoutePlan route, int nodeId, string sourceIp, int sourcePort)
{
    /// <summary>No connection lasts that long, and a timestamp so far away can be counted.</summary>
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(3650);
    private volatile RoutePlan _route = route;
    private byte[] _clientIdUtf8 = [];
    private long _restsUntil;

    public Guid Id { get; } = id;

    /// <summary>Until a name has told, on a port of several: what they have in common, under the port's name.</summary>
    public RoutePlan Route => _route;

    /// <summary>The broker whose port or name the client has chosen; -1 at the bootstrap's.</summary>
    public int NodeId { get; private set; } = nodeId;

    /// <summary>Who connected, be it a load balancer.</summary>
    public string PeerIp { get; } = sourceIp;

    /// <summary>Whose connection it is: the peer's, or that which the peer's PROXY header names.</summary>
    public string SourceIp { get; private set; } = sourceIp;
    /// <summary>For a log line: both, where they differ.</summary>
    public string Whence => SourceIp == PeerIp ? PeerIp : $"{SourceIp} (through {PeerIp})";
    public int SourcePort { get; private set; } = sourcePort;

    /// <summary>The address among whose connections this one counts; null: it is not known yet.</summary>
    public string? CountedAs { get; set; }

    /// <summary>As policies ask of it; null: it is no address.</summary>
    public IPAddress? Source { get; private set; } = IPAddress.TryParse(sourceIp, out var source) ? source : null;

    /// <summary>As Kafka writes it: <c>User:name</c>.</summary>
    public string Principal { get; set; } = "User:ANONYMOUS";

    /// <summary>The SASL mechanism by which the principal was proved; null where nobody logs in by one.</summary>
    public string? Mechanism { get; set; }

    /// <summary>The principal stands in the client's certificate.</summary>
    public bool IsProvedByCertificate { get; set; }

    /// <summary>For the evidence: the mechanism, or TLS; null: the principal is not proved.</summary>
    public string? ProvedBy => Mechanism ?? (IsProvedByCertificate ? SessionEvents.Certificate : null);

    /// <summary>
    /// At the brokers the session's principal is known by an account that is nobody else's: one of its own, or the one by which the client has
    /// logged in there by itself.
    /// </summary>
    public bool OwnsAccount { get; set; }

    /// <summary>What else the login has proved, groups and claims; null: nothing.</summary>
    public LoginFacts? Login { get; set; }

    /// <summary>The names in the client's certificate; null: it shows none.</summary>
    public LoginFacts? Certificate { get; set; }

    /// <summary>Both, as policies ask of them. The certificate's stay, however often the client logs in.</summary>
    public LoginFacts? Facts => Certificate is { } shown ? new LoginFacts(Login?.Groups, Login?.Claims, shown.Subject, shown.SubjectNames) : Login;

    /// <summary>A timestamp behind which only a login is taken; long.MaxValue: there is none.</summary>
    public long EndsAt { get; private set; } = long.MaxValue;

    /// <summary>As ECS writes it, <c>1.3</c>; null on a plain connection.</summary>
    public string? TlsVersion { get; set; }

    /// <summary>As the standards call it: <c>TLS_AES_256_GCM_SHA384</c>.</summary>
    public string? TlsCipher { get; set; }

    /// <summary>From the client's latest ApiVersions v3+; the session fills both before the pipeline sees the request.</summary>
    public string? ClientSoftwareName { get; set; }
    public string? ClientSoftwareVersion { get; set; }

    /// <summary>The client id of the request in hand; null where it has none.</summary>
    public string? ClientId { get; private set; }

    /// <summary>A timestamp before which no further request is read, because the audit journal fills up or a quota is used up. Either loop sets it.</summary>
    public long RestsUntil => Volatile.Read(ref _restsUntil);

    /// <summary>The name in the client's TLS handshake leads there.</summary>
    public void Belongs(RoutePlan named, int node) => (NodeId, _route) = (node, named);

    /// <summary>The peer passes the connection on for this address, which counts for rules, limits and evidence.</summary>
    public void PassedOnFor(IPEndPoint source)
    {
        Source = source.Address.IsIPv4MappedToIPv6 ? source.Address.MapToIPv4() : source.Address;
        (SourceIp, SourcePort) = (Source.ToString(), source.Port);
    }

    /// <summary>A login has proved this, for so long; null: for as long as the connection lasts.</summary>
    public void Proved(string principal, string mechanism, LoginFacts? login, TimeSpan? life, TimeProvider time)
    {
        (Principal, Mechanism, Login) = (principal, mechanism, login);
        EndsAt = life is { } lasts ? time.GetTimestamp() + (long)(Math.Min(lasts.TotalSeconds, LongestLife.TotalSeconds) * time.TimestampFrequency) : long.MaxValue;
    }

    /// <summary>No further request is read for so long, or longer where that has been said.</summary>
    public void Rest(TimeSpan wait, TimeProvider time)
    {
        var until = time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);
        for (var known = RestsUntil; known < until;)
        {
            var found = Interlocked.CompareExchange(ref _restsUntil, until, known);
            if (found == known)
                return;
            known = found;
        }
    }

    /// <summary>Null while the client has read for no share group.</summary>
    public ShareTopics? ShareTopics { get; set; }

    /// <summary>Makes a string only when the bytes differ from those of the request before. Null flag and bytes as in the header.</summary>
    public void SetClientId(bool isNull, ReadOnlySpan<byte> utf8)
    {
        if (isNull)
        {
            ClientId = null;
            _clientIdUtf8 = [];
            return;
        }

        if (ClientId is not null && utf8.SequenceEqual(_clientIdUtf8))
            return;
        _clientIdUtf8 = utf8.ToArray();
        ClientId = Encoding.UTF8.GetString(utf8);
    }
}
