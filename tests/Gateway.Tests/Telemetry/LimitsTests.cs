using System.Net;
using System.Reflection;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Telemetry.Exposition;
using Compliance.Kafka.Records;
using Xunit;

namespace Compliance.Gateway.Tests.Telemetry;

/// <summary>Whatever is bounded can be watched: every bound stands on the page, beside the metric that shows how near it is, or what it did.</summary>
public sealed class LimitsTests
{
    private const string Ended = "compliance_proxy_connections_ended";
    private const string Unreadable = "compliance_proxy_guard_unreadable";

    /// <summary>The bound's property, and the family that shows its use or its effect.</summary>
    private static readonly Dictionary<string, string> Watched = new(StringComparer.Ordinal)
    {
        [nameof(LimitsPlan.MaxFrameBytes)] = Ended,
        [nameof(LimitsPlan.MaxUnauthenticatedFrameBytes)] = Ended,
        [nameof(LimitsPlan.MaxConnections)] = "compliance_proxy_connections",
        [nameof(LimitsPlan.MaxConnectionsPerAddress)] = "compliance_proxy_connections_most_from_one_address",
        [nameof(LimitsPlan.MaxInFlight)] = "compliance_proxy_requests_most_in_flight",
        [nameof(LimitsPlan.MaxBufferedBytes)] = "compliance_proxy_buffer_budget_used_bytes",
        [nameof(LimitsPlan.MaxCachedTopicIds)] = "compliance_proxy_topic_ids",
        [nameof(LimitsPlan.MaxCachedSchemas)] = "compliance_proxy_schemas",
        [nameof(LimitsPlan.RegistryTimeout)] = "compliance_proxy_registry_questions",
        [nameof(LimitsPlan.RegistryPause)] = "compliance_proxy_registry_questions",
        [nameof(LimitsPlan.KmsTimeout)] = "compliance_proxy_kms_questions",
        [nameof(LimitsPlan.MaxFetchSessions)] = "compliance_proxy_fetch_sessions",
        [nameof(LimitsPlan.MaxQuotaCounts)] = "compliance_proxy_quota_counts",
        [nameof(LimitsPlan.MaxKeyUses)] = "compliance_proxy_key_uses",
        [nameof(LimitsPlan.MaxQuarantineBytes)] = "compliance_proxy_quarantine_held_bytes",
        [nameof(LimitsPlan.QuarantineTimeout)] = "compliance_proxy_quarantine_records",
        [nameof(RecordLimits.MaxBytes)] = Unreadable,
        [nameof(RecordLimits.MaxRatio)] = Unreadable,
        [nameof(RecordLimits.MaxRecords)] = Unreadable,
        [nameof(LimitsPlan.ConnectTimeout)] = "compliance_proxy_upstream_errors",
        [nameof(LimitsPlan.LoginTimeout)] = "compliance_proxy_upstream_errors",
        [nameof(LimitsPlan.AuthenticationTimeout)] = Ended,
        [nameof(LimitsPlan.MaxHandshakes)] = "compliance_proxy_tls_handshakes_under_way",
        [nameof(LimitsPlan.HandshakeTimeout)] = Ended,
        [nameof(LimitsPlan.MaxFailedLogins)] = "compliance_proxy_logins_slowed",
        [nameof(LimitsPlan.FailedLoginInterval)] = "compliance_proxy_logins_slowed",
        [nameof(LimitsPlan.MaxLoginCounts)] = "compliance_proxy_login_counts",
        [nameof(LimitsPlan.MaxAccounts)] = "compliance_proxy_accounts",
        [nameof(LimitsPlan.TokenTimeout)] = "compliance_proxy_upstream_tokens",
        [nameof(LimitsPlan.TokenPause)] = "compliance_proxy_upstream_tokens",
        [nameof(LimitsPlan.MaxTokenBytes)] = "compliance_proxy_logins",
        [nameof(LimitsPlan.JwksInterval)] = "compliance_proxy_jwks_age_seconds",
        [nameof(LimitsPlan.JwksPause)] = "compliance_proxy_jwks_questions",
        [nameof(LimitsPlan.JwksTimeout)] = "compliance_proxy_jwks_questions",
        [nameof(LimitsPlan.MaxJwksAge)] = "compliance_proxy_jwks_age_seconds",
        [nameof(LimitsPlan.StallTimeout)] = Ended,
        [nameof(LimitsPlan.IdleTimeout)] = Ended,
        [nameof(LimitsPlan.PeerTimeout)] = Ended,
        [nameof(LimitsPlan.FrameTimeout)] = Ended,
        [nameof(LimitsPlan.ReloadInterval)] = "compliance_proxy_settings_reloads",
        [nameof(LimitsPlan.BufferTimeout)] = "compliance_proxy_buffer_budget_timeouts",
        [nameof(LimitsPlan.DrainTimeout)] = "compliance_proxy_connections_cut_off",
        [nameof(AuditPlan.MaxJournalBytes)] = "compliance_audit_disk_bytes",
        [nameof(AuditPlan.MaxAggregates)] = "compliance_audit_aggregates",
        [nameof(AuditPlan.MaxBatchBytes)] = "compliance_audit_largest_batch_bytes",
        [nameof(AuditPlan.FillingPercent)] = "compliance_audit_filled",
        [nameof(AuditPlan.RefuseStrictPercent)] = "compliance_audit_rung",
        [nameof(AuditPlan.MaxThrottle)] = "compliance_audit_throttled",
        [nameof(AuditPlan.MaxBestEffortEvents)] = "compliance_audit_best_effort",
        [nameof(AuditPlan.FsyncInterval)] = "compliance_audit_fsync_duration_seconds",
        [nameof(AuditPlan.ShipInterval)] = "compliance_audit_oldest_age_seconds",
    };

    /// <summary>What holds back nothing, with its reason.</summary>
    private static readonly Dictionary<string, string> Exempt = new(StringComparer.Ordinal)
    {
        [nameof(LimitsPlan.Records)] = "holds three bounds, which are named by themselves",
        [nameof(RecordLimits.RatioFloor)] = "below it the ratio does not hold anything back",
        [nameof(LimitsPlan.DrainDelay)] = "holds back nothing: the proxy serves as before while it lasts",
        [nameof(LimitsPlan.AcceptBacklog)] = "a queue of the kernel, which counts by itself what it drops (TcpExtListenDrops)",
        [nameof(AuditPlan.SegmentBytes)] = "the size of a file; what all of them hold is bounded by maxJournalBytes",
        [nameof(AuditPlan.AggregateInterval)] = "how long is counted together, not how much",
        [nameof(AuditPlan.StopTimeout)] = "ends with the process; the log says what was left",
    };

    [Fact]
    public void Every_bound_has_a_metric_or_a_reason_why_not()
    {
        var bounds = Numbers<LimitsPlan>().Concat(Numbers<RecordLimits>()).Concat(Numbers<AuditPlan>()).Append(nameof(LimitsPlan.Records)).ToList();

        Assert.Equal(bounds.Order(StringComparer.Ordinal), Watched.Keys.Concat(Exempt.Keys).Order(StringComparer.Ordinal));
        Assert.All(Exempt.Values, reason => Assert.True(reason.Length > 20));
    }

    [Fact]
    public async Task Every_metric_that_watches_a_bound_is_declared()
    {
        var declared = await Declared.FamiliesAsync();

        Assert.Empty(Watched.Values.Except(declared.Select(family => family.PageName)));
    }

    [Fact]
    public void Every_bound_of_the_limits_stands_on_the_page_with_its_value()
    {
        // Given a plan, and what its bounds are called in the settings,
        var plan = new ActivePlan([], [], new LimitsPlan { MaxInFlight = 17, ConnectTimeout = TimeSpan.FromMilliseconds(250) }, null, new AdminPlan(IPAddress.Loopback, 1));
        using var instruments = new Instruments();
        instruments.Gauge("limit", null, "Bounds of the plan", () => LimitSamples.Of(plan));

        // then the page has them all,
        var page = MetricsPage.Parse(PageWriter.Write(instruments.Families, PageFormat.Prometheus), openMetrics: false);
        Assert.Equal(SettingsVocabulary.Limits.Keys.Order(StringComparer.Ordinal), page.Samples.Select(sample => sample["limit"]!).Order(StringComparer.Ordinal));

        // with the values in force.
        Assert.Equal(17, page.Value("limit", ("limit", "maxInFlight")));
        Assert.Equal(0.25, page.Value("limit", ("limit", "connectTimeout")));
    }

    private static IEnumerable<string> Numbers<T>() =>
        typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.PropertyType == typeof(int) || property.PropertyType == typeof(long) || property.PropertyType == typeof(TimeSpan))
            .Select(property => property.Name);
}
