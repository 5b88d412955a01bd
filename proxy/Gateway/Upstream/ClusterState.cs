using System.Collections.Immutable;
using Compliance.Gateway.Quarantining;
using Compliance.Gateway.Registry;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Upstream;

/// <summary>
/// One cluster as the process reaches it now, and what it has learnt of it. Its plan is swapped when settings are read again; topic ids
/// and brokers stay known. Owner: the process, which alone calls <see cref="Use"/>, <see cref="Add"/> and <see cref="Remove"/>; anybody
/// may read.
/// </summary>
internal sealed class ClusterState : IAsyncDisposable
{
    private readonly ProcessServices _process;
    private readonly CancellationTokenSource _stopping = new();
    private readonly AccountBook _accounts;
    private readonly TopicAsker _asker;
    private readonly ScoutLoop _scout;
    private Task _scouting = Task.CompletedTask;
    private volatile BrokerConnector _connector;
    private readonly List<SchemaRegistry> _registries = [];
    private volatile SchemaRegistry? _registry;
    private ImmutableList<BrokerMap> _maps = [];
    private long _connectTicks;

    public ClusterState(ClusterPlan plan, LimitsPlan limits, IEnumerable<LoginPlan> logins, ProcessServices process)
    {
        var (time, log) = (process.Time, process.Log);
        _process = process;
        _accounts = new AccountBook(plan.Name, time, log, process.Metrics.Cluster(plan.Name));
        _connector = Make(plan, limits, logins);
        View = new ClusterView(() => TimeSpan.FromTicks(Volatile.Read(ref _connectTicks)), time);
        _asker = new TopicAsker(() => Connector, log);
        Topics = new Topics(limits.MaxCachedTopicIds, _asker.LookupAsync);
        Quarantine = new QuarantineWriter(plan, limits, time, log, process.Metrics.Quarantine(plan.Name));
        UseRegistry(plan, limits);
        _scout = new ScoutLoop(this, time, log);
    }

    public ClusterPlan Plan => _connector.Cluster;
    public BrokerConnector Connector => _connector;
    public ClusterView View { get; }
    public Topics Topics { get; }

    /// <summary>The way to the cluster's quarantine topics.</summary>
    public QuarantineWriter Quarantine { get; }

    /// <summary>What is known of the schemas of the cluster's records; null: it has no registry.</summary>
    public SchemaRegistry? Registry => _registry;

    /// <summary>The brokers' ports of each route that leads here.</summary>
    public ImmutableList<BrokerMap> Maps => Volatile.Read(ref _maps);

    /// <summary>Begins to ask the cluster; once.</summary>
    public void Start() => _scouting = Task.Run(() => _scout.RunAsync(_stopping.Token));

    /// <summary>As whom the clients of a route that leads here are logged in.</summary>
    public RouteAccounts AccountsOf(RoutePlan route) => new(route.Accounts ?? new AccountsPlan(route.Cluster.Login), _accounts);

    /// <summary>From now on the cluster is reached like this, by these accounts; connections that are open stay.</summary>
    public void Use(ClusterPlan plan, LimitsPlan limits, IEnumerable<LoginPlan> logins)
    {
        var before = Plan;
        _connector = Make(plan, limits, logins);
        Topics.Capacity = limits.MaxCachedTopicIds;
        Quarantine.Use(plan, limits);
        UseRegistry(plan, limits);
        if (!before.IsReachedAs(plan))
            _asker.Renew();
        _scout.LookNow();
    }

    public void Add(BrokerMap map)
    {
        ImmutableInterlocked.Update(ref _maps!, maps => maps.Add(map));
        _scout.LookNow();
    }

    public void Remove(BrokerMap map) => ImmutableInterlocked.Update(ref _maps!, maps => maps.Remove(map));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _scouting.ConfigureAwait(false);
        _asker.Dispose();
        _accounts.Dispose();
        Quarantine.Dispose();
        _registries.ForEach(registry => registry.Dispose());
        _stopping.Dispose();
    }

    /// <summary>Another registry has other schemas behind its ids. Frames that ask the one before end with it; so it lives on, and asks nothing more.</summary>
    private void UseRegistry(ClusterPlan plan, LimitsPlan limits)
    {
        if (plan.Registry is null)
            _registry = null;
        else if (_registry is null || !_registry.IsAsked(plan.Registry, limits))
            _registries.Add(_registry = new SchemaRegistry(plan.Registry, limits, _process.Time, _process.Log, _process.Metrics.Registry(plan.Name)));
    }

    private BrokerConnector Make(ClusterPlan plan, LimitsPlan limits, IEnumerable<LoginPlan> logins)
    {
        Volatile.Write(ref _connectTicks, limits.ConnectTimeout.Ticks);
        _accounts.Use(logins);
        return new BrokerConnector(plan, limits, _process.Clock, _process.Time, _process.Metrics.Cluster(plan.Name), _accounts.Of(plan.Login));
    }
}
