using System.Net;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry.Exposition;
using Compliance.Gateway.Tests.Telemetry;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Tests.Fakes;

/// <summary>A proxy with one route, "r", on free ports, in front of a broker on this machine.</summary>
internal sealed class RunningProxy : IAsyncDisposable
{
    private readonly GatewayProcess _process;

    private RunningProxy(GatewayProcess process, LogLines log) => (_process, Log) = (process, log);

    public LogLines Log { get; }
    public IPEndPoint Bootstrap => _process.Bootstrap("r");
    public SessionSet Sessions => _process.Sessions;
    public MetricsPage Metrics => MetricsPage.Parse(PageWriter.Write(_process.Instruments.Families, PageFormat.Prometheus), openMetrics: false);

    public static Task<RunningProxy> StartAsync(
        int brokerPort, LimitsPlan? limits = null, ClientsPlan? clients = null, LoginPlan? login = null, AdminPlan? admin = null, TelemetryPlan? telemetry = null) =>
        StartAsync([brokerPort], limits, clients, login, admin, null, telemetry);

    public static async Task<RunningProxy> StartAsync(
        int[] brokerPorts, LimitsPlan? limits = null, ClientsPlan? clients = null, LoginPlan? login = null, AdminPlan? admin = null, TlsPlan? tls = null,
        TelemetryPlan? telemetry = null, TimeProvider? time = null, ProxyProtocolPlan? proxied = null, RuleSet? rules = null, AccountsPlan? accounts = null)
    {
        var cluster = new ClusterPlan("c", [.. brokerPorts.Select(port => new BrokerAddress("127.0.0.1", port))]) { Login = login };
        var route = new RoutePlan("r", cluster, new ListenPlan(IPAddress.Loopback, 0, 0, 0), "127.0.0.1", clients ?? ClientsPlan.Anonymous)
        {
            Tls = tls,
            ProxyProtocol = proxied,
            Accounts = accounts,
            Rules = rules,
            Keys = rules is null ? null : KeyRing.Ephemeral(rules.Keys),
            Limits = limits ?? LimitsPlan.Default,
        };
        var log = new LogLines();
        var plan = new ActivePlan([cluster], [route], route.Limits, null, admin) { Telemetry = telemetry };
        return new RunningProxy(await GatewayProcess.StartAsync(plan, time ?? TimeProvider.System, log), log);
    }

    public Task<RawClient> ConnectAsync(int receiveBuffer = 0) => RawClient.ConnectAsync(Bootstrap, receiveBuffer);

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
