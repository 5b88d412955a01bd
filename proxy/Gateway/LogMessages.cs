using Microsoft.Extensions.Logging;

namespace Compliance.Gateway;

/// <summary>Every line the process can log, with its stable id. No line may take a byte of traffic or a secret.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1000, LogLevel.Information, "Proxy {Version} serves {Routes} routes; ready {Milliseconds} ms after its start")]
    public static partial void Started(this ILogger log, string version, int routes, long milliseconds);

    [LoggerMessage(1001, LogLevel.Information, "Route {Route} listens on {EndPoint} for cluster {Cluster}")]
    public static partial void Listening(this ILogger log, string route, string endPoint, string cluster);

    [LoggerMessage(1002, LogLevel.Information, "Route {Route}: broker {NodeId} is reached through {EndPoint}")]
    public static partial void BrokerListening(this ILogger log, string route, int nodeId, string endPoint);

    [LoggerMessage(1003, LogLevel.Information, "Stopping: no new connections, {Sessions} sessions have {Seconds} s for what is in flight")]
    public static partial void Draining(this ILogger log, int sessions, double seconds);

    [LoggerMessage(1004, LogLevel.Warning, "{Sessions} sessions were cut off: their answers did not come within {Seconds} s (limits.drainTimeout)")]
    public static partial void CutOff(this ILogger log, int sessions, double seconds);

    [LoggerMessage(1007, LogLevel.Information, "Told to stop: not ready from now on, connections are still taken for {Seconds} s (limits.drainDelay); a second signal stops at once")]
    public static partial void NotReadyAnyMore(this ILogger log, double seconds);

    [LoggerMessage(1008, LogLevel.Warning, "Told to stop at once: what is in flight is cut off")]
    public static partial void Hurried(this ILogger log);

    [LoggerMessage(1005, LogLevel.Information, "Stopped")]
    public static partial void Stopped(this ILogger log);

    [LoggerMessage(1006, LogLevel.Warning, "{Descriptors} file descriptors hold {Connections} connections, not the {Wanted} of limits.maxConnections: raise the limit (ulimit -n) or lower the setting")]
    public static partial void FewDescriptors(this ILogger log, int descriptors, int connections, int wanted);

    [LoggerMessage(1010, LogLevel.Error, "Route {Route}: accepting connections failed ({Error}), {Times} times since this was last said; they wait until it succeeds. Out of file descriptors? Raise the limit (ulimit -n) or lower limits.maxConnections")]
    public static partial void AcceptFailed(this ILogger log, string route, string error, int times);

    [LoggerMessage(1011, LogLevel.Warning, "Route {Route}: connection from {Source} refused: {Limit} is reached ({Bound}). Raise the setting, and the limit of file descriptors (ulimit -n) where it bounds that")]
    public static partial void ConnectionRefused(this ILogger log, string route, string source, string limit, int bound);

    [LoggerMessage(1012, LogLevel.Warning, "Route {Route}: the certificate ({Use}) of {Subject}, serial {Serial}, expires on {End}, in {Days} days. Put a new one in its place: it is taken up without a restart")]
    public static partial void CertificateExpires(this ILogger log, string route, string use, string subject, string serial, string end, double days);

    [LoggerMessage(1013, LogLevel.Error, "Route {Route}: the certificate ({Use}) of {Subject}, serial {Serial}, has expired on {End}. Put a new one in its place: it is taken up without a restart")]
    public static partial void CertificateExpired(this ILogger log, string route, string use, string subject, string serial, string end);

    [LoggerMessage(1014, LogLevel.Information, "Route {Route} shows clients the certificate of {Subject}, serial {Serial}, which lasts until {End}")]
    public static partial void CertificateShown(this ILogger log, string route, string subject, string serial, string end);

    [LoggerMessage(1015, LogLevel.Warning, "Cluster {Cluster}: the certificate ({Use}) of {Subject}, serial {Serial}, expires on {End}, in {Days} days. Put a new one in its place: it is taken up without a restart")]
    public static partial void ClusterCertificateExpires(this ILogger log, string cluster, string use, string subject, string serial, string end, double days);

    [LoggerMessage(1016, LogLevel.Error, "Cluster {Cluster}: the certificate ({Use}) of {Subject}, serial {Serial}, has expired on {End}. Put a new one in its place: it is taken up without a restart")]
    public static partial void ClusterCertificateExpired(this ILogger log, string cluster, string use, string subject, string serial, string end);

    [LoggerMessage(1017, LogLevel.Information, "Cluster {Cluster} is shown the certificate of {Subject}, serial {Serial}, which lasts until {End}")]
    public static partial void ClusterShownCertificate(this ILogger log, string cluster, string subject, string serial, string end);

    [LoggerMessage(1018, LogLevel.Warning, "Of {Owner}: the list of revoked certificates of {Issuer}, number {Number}, holds until {End}, {Hours} hours more. Put a new one in its place: it is taken up without a restart")]
    public static partial void RevocationListExpires(this ILogger log, string owner, string issuer, string number, string end, double hours);

    [LoggerMessage(1019, LogLevel.Error, "Of {Owner}: the list of revoked certificates of {Issuer}, number {Number}, has expired on {End}, and whom the issuer vouches for is refused. Put a new one in its place: it is taken up without a restart")]
    public static partial void RevocationListExpired(this ILogger log, string owner, string issuer, string number, string end);

    [LoggerMessage(1020, LogLevel.Debug, "Session {Session} from {Source} on route {Route}, node {NodeId}")]
    public static partial void SessionStarted(this ILogger log, Guid session, string source, string route, int nodeId);

    [LoggerMessage(1021, LogLevel.Debug, "Session {Session} of {Principal} from {Source} ended: {Kind}")]
    public static partial void SessionEnded(this ILogger log, Guid session, string principal, string source, string kind);

    [LoggerMessage(1022, LogLevel.Warning, "Session {Session} of {Principal} from {Source} broken by {Side} ({Kind}, {LookupId}): {Text}")]
    public static partial void SessionBroken(this ILogger log, Guid session, string principal, string source, string side, string kind, string lookupId, string text);

    [LoggerMessage(1023, LogLevel.Error, "Session {Session} of {Principal} from {Source} broken by a defect ({LookupId}): {Exception} at {Stack}")]
    public static partial void SessionDefect(this ILogger log, Guid session, string principal, string source, string lookupId, string exception, string? stack);

    [LoggerMessage(1024, LogLevel.Information, "Session {Session} is passed on for {Source} by {Peer} (PROXY protocol, version {Version})")]
    public static partial void PassedOn(this ILogger log, Guid session, string source, string peer, int version);

    [LoggerMessage(1025, LogLevel.Information, "Of {Owner}: the list of revoked certificates of {Issuer}, number {Number}, counts from now on; {Count} stand on it, and it holds until {End}")]
    public static partial void RevocationListTaken(this ILogger log, string owner, string issuer, string number, int count, string end);

    [LoggerMessage(1026, LogLevel.Debug, "Session {Session} is by its name (SNI) one of route {Route}, node {NodeId}")]
    public static partial void NameChosen(this ILogger log, Guid session, string route, int nodeId);

    [LoggerMessage(1030, LogLevel.Debug, "Authenticated {Principal} from {Source} by {Mechanism} on route {Route}")]
    public static partial void Authenticated(this ILogger log, string principal, string source, string mechanism, string route);

    [LoggerMessage(1031, LogLevel.Warning, "Authentication from {Source} on route {Route} failed ({LookupId}): {Text}")]
    public static partial void AuthenticationFailed(this ILogger log, string source, string route, string lookupId, string text);

    [LoggerMessage(1032, LogLevel.Error, "The users file has changed but is refused, the users before it stay: {Problem}")]
    public static partial void UsersRefused(this ILogger log, string problem);

    [LoggerMessage(1033, LogLevel.Information, "Route {Route}: the issuer's keys are taken from {Address}: {Keys}")]
    public static partial void JwksTaken(this ILogger log, string route, string address, int keys);

    [LoggerMessage(1034, LogLevel.Warning, "Route {Route}: the issuer's keys can't be had from {Address}: {Why}; {Meanwhile}")]
    public static partial void JwksUnavailable(this ILogger log, string route, string address, string why, string meanwhile);

    [LoggerMessage(1035, LogLevel.Debug, "Cluster {Cluster}: a token to log in at its brokers is taken from {Address}, for {Seconds} s")]
    public static partial void BrokerTokenTaken(this ILogger log, string cluster, string address, double seconds);

    [LoggerMessage(1036, LogLevel.Warning, "Cluster {Cluster}: no token to log in at its brokers is to be had from {Address}: {Why}; {Meanwhile}")]
    public static partial void BrokerTokenUnavailable(this ILogger log, string cluster, string address, string why, string meanwhile);

    [LoggerMessage(1037, LogLevel.Warning, "Cluster {Cluster}: the login anew at broker {Broker} failed, on a connection of {Principal}: {Text}")]
    public static partial void LoginAgainFailed(this ILogger log, string cluster, string broker, string principal, string text);

    [LoggerMessage(1038, LogLevel.Debug, "Session {Session} of {Principal} is logged in at broker {Broker} by {Account}")]
    public static partial void BrokerAccountUsed(this ILogger log, Guid session, string principal, string broker, string account);

    [LoggerMessage(1040, LogLevel.Information, "Cluster {Cluster} answers: {Brokers} brokers, {Apis} APIs in common")]
    public static partial void ClusterSeen(this ILogger log, string cluster, int brokers, int apis);

    [LoggerMessage(1041, LogLevel.Warning, "Cluster {Cluster} can't be asked: {Text}")]
    public static partial void ClusterUnseen(this ILogger log, string cluster, string text);

    [LoggerMessage(1042, LogLevel.Error, "Route {Route} can't serve broker {NodeId}: {Text}")]
    public static partial void BrokerUnserved(this ILogger log, string route, int nodeId, string text);

    [LoggerMessage(1043, LogLevel.Information, "Brokers of cluster {Cluster} do not tell the proxy whether they make topics that are asked for and not there (auto.create.topics.enable): who may not create such a topic hears that, and does not wait for it")]
    public static partial void TopicCreationUnknown(this ILogger log, string cluster);

    [LoggerMessage(1044, LogLevel.Warning, "Key {Key} (id {Id}) has encrypted {Uses} values in this run, and encrypts no more after {Most} (limits.maxKeyUses): name a new key in the policy, and this one under 'earlier'")]
    public static partial void KeyWears(this ILogger log, string key, string id, long uses, long most);

    [LoggerMessage(1045, LogLevel.Warning, "Session {Session} of {Principal}: records for topic {Topic} refused, {Count} of them unreadable under its policy; record {Index} of the batch: {Reason}")]
    public static partial void RecordsRefused(this ILogger log, Guid session, string principal, string? topic, int count, int index, string reason);

    [LoggerMessage(1046, LogLevel.Warning, "Session {Session} of {Principal}: {Count} records or batches of topic {Topic} withheld, unreadable under its policy; the first: {Reason}")]
    public static partial void RecordsWithheld(this ILogger log, Guid session, string principal, string? topic, long count, string? reason);

    [LoggerMessage(1047, LogLevel.Warning, "Schema registry {Registry} does not give schema {Schema}: {Why}. Records that name it follow the policies' unknownSchema")]
    public static partial void SchemaUnknown(this ILogger log, string registry, string schema, string why);

    [LoggerMessage(1048, LogLevel.Warning, "Schema {Schema} of registry {Registry} can't be used: {Why}. Records that name it follow the policies' unknownSchema")]
    public static partial void SchemaUnusable(this ILogger log, string registry, string schema, string why);

    [LoggerMessage(1049, LogLevel.Warning, "Session {Session} of {Principal}: records for topic {Topic} not stored, since one of them is to stand in quarantine topic {Quarantine} first: {Why}")]
    public static partial void RecordsNotQuarantined(this ILogger log, Guid session, string principal, string? topic, string quarantine, string why);

    [LoggerMessage(1050, LogLevel.Information, "Health and metrics on http://{EndPoint}")]
    public static partial void AdminListening(this ILogger log, string endPoint);

    [LoggerMessage(1051, LogLevel.Warning, "An admin request failed: {Exception}")]
    public static partial void AdminFailed(this ILogger log, string exception);

    [LoggerMessage(1060, LogLevel.Information, "Settings read again and in force: plan {Plan}, {Routes} routes")]
    public static partial void Reloaded(this ILogger log, string plan, int routes);

    [LoggerMessage(1061, LogLevel.Error, "Settings are refused, the plan before them stays in force: {Problem}")]
    public static partial void ReloadRefused(this ILogger log, string problem);

    [LoggerMessage(1062, LogLevel.Warning, "Settings: {Problem}")]
    public static partial void ReloadWarned(this ILogger log, string problem);

    [LoggerMessage(1063, LogLevel.Information, "Route {Route} is not served any more: {Sessions} sessions have {Seconds} s for what is in flight")]
    public static partial void RouteLeft(this ILogger log, string route, int sessions, double seconds);

    [LoggerMessage(1064, LogLevel.Error, "Reading the settings again failed by a defect, the plan before it stays: {Exception} at {Stack}")]
    public static partial void ReloadDefect(this ILogger log, string exception, string? stack);

    [LoggerMessage(1065, LogLevel.Information, "Policy {Policy} of route {Route}: {Change} In force: SHA-256 {Sha256}, release {Release}, signed by {SignedBy}, approved by {ApprovedBy}")]
    public static partial void PolicyChanged(this ILogger log, string route, string policy, string change, string? sha256, long release, string signedBy, string approvedBy);

    [LoggerMessage(1072, LogLevel.Warning, "Break-glass on route {Route}: grant {Grant} opens to {Principal} until {End}, given by {By} for {Ticket}")]
    public static partial void BreakGlassGranted(this ILogger log, string route, string grant, string principal, string end, string by, string ticket);

    [LoggerMessage(1073, LogLevel.Information, "Break-glass on route {Route}: grant {Grant} of {Principal} has ended: {Why}")]
    public static partial void BreakGlassEnded(this ILogger log, string route, string grant, string principal, string why);

    [LoggerMessage(1074, LogLevel.Warning, "Break-glass on route {Route} is refused: {Why}")]
    public static partial void BreakGlassRefused(this ILogger log, string route, string why);

    [LoggerMessage(1075, LogLevel.Error, "Break-glass on route {Route}: grants can't be read, those that were read go on to their ends: {Why}")]
    public static partial void GrantsUnreadable(this ILogger log, string route, string why);

    [LoggerMessage(1071, LogLevel.Warning, "Spans or metrics could not be sent to the collector ({What}), {Times} times since this was last said: they are dropped until it answers. Look at the collector and at telemetry.otlp.endpoint")]
    public static partial void TelemetryNotSent(this ILogger log, string what, int times);

    [LoggerMessage(1066, LogLevel.Warning, "Settings are refused, and certificates, keys or lists of revoked ones of the plan before them have come into force all the same: {What}")]
    public static partial void CertificatesRenewed(this ILogger log, string what);

    [LoggerMessage(1070, LogLevel.Warning, "{Count} further lines of event {Id} were left out in the last {Seconds} s; {Max} of them are written in that time (log.maxPerInterval)")]
    public static partial void LinesLeftOut(this ILogger log, long count, int id, double seconds, int max);
}
