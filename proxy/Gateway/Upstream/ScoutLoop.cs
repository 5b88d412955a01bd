using System.Text;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Upstream;

/// <summary>
/// Asks a cluster for its brokers, their versions and whether they make topics by the way: at the start, every few minutes, and sooner while it does not answer. So clients
/// that come back after a restart find every broker's port open, and a client can be told versions before it has authenticated.
/// Owner: the cluster's state; one task for each cluster.
/// </summary>
internal sealed class ScoutLoop(ClusterState cluster, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(10);

    private readonly ClusterView _view = cluster.View;
    private bool _isSilenceTold;
    private volatile TaskCompletionSource _now = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Asks again without waiting for its time: the cluster is reached in another way, or another route leads to it.</summary>
    public void LookNow() => _now.TrySetResult();

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var retry = FirstRetry;
        while (!cancel.IsCancellationRequested)
        {
            var pause = Again;
            var now = _now = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            try
            {
                await LookAsync(cancel).ConfigureAwait(false);
                retry = FirstRetry;
            }
            catch (FaultException e)
            {
                if (_view.IsUp || retry == FirstRetry)
                    log.ClusterUnseen(cluster.Plan.Name, e.Message);
                _view.Unseen();
                pause = retry;
                retry = retry * 2 < LastRetry ? retry * 2 : LastRetry;
            }

            await now.Task.WaitAsync(pause, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        var connector = cluster.Connector;
        if (connector.Cluster.IsClosed)
        {
            await LookFromOutsideAsync(connector, cancel).ConfigureAwait(false);
            return;
        }

        var (own, body, version) = await connector.OpenOwnAsync(null, cancel).ConfigureAwait(false);
        List<(int NodeId, BrokerAddress Address)> brokers;
        try
        {
            brokers = await connector.GuardAsync(own, () => MetadataRequest.BrokersAsync(own), cancel).ConfigureAwait(false);
        }
        finally
        {
            own.Link.Dispose();
        }

        connector.Named(brokers.Select(broker => broker.Address));
        var versions = VersionTable.Of(body, version, cluster.Plan.MaxVersions);
        var makeTopics = new List<bool?>();
        foreach (var (nodeId, address) in brokers)
        {
            Serve(nodeId, address);
            if (await AskAsync(connector, nodeId, address, cancel).ConfigureAwait(false) is not (var theirs, var makesTopics))
                continue;
            versions = versions?.Common(theirs) ?? theirs;
            makeTopics.Add(makesTopics);
        }

        Seen(versions, brokers.Count, makeTopics);
    }

    /// <summary>Brokers tell their versions to whomever, and who they are only to who has logged in: that clients' own answers teach.</summary>
    private async Task LookFromOutsideAsync(BrokerConnector connector, CancellationToken cancel)
    {
        VersionTable? versions = null;
        var count = 0;
        foreach (var address in connector.Cluster.Bootstrap)
        {
            try
            {
                var (own, body, version) = await connector.OpenOwnAsync(address, cancel).ConfigureAwait(false);
                own.Link.Dispose();
                var theirs = VersionTable.Of(body, version, cluster.Plan.MaxVersions);
                versions = theirs is null ? versions : versions?.Common(theirs) ?? theirs;
                count++;
            }
            catch (FaultException e)
            {
                log.ClusterUnseen(cluster.Plan.Name, e.Message);
            }
        }

        Seen(versions, count, []);
    }

    /// <summary>What brokers say of topics that are made by the way; none: nobody was asked.</summary>
    private void Seen(VersionTable? versions, int brokers, List<bool?> makeTopics)
    {
        if (versions is null)
            throw new FaultException(new Fault(FaultSide.Broker, FaultKind.LoginFailed, "No broker tells which versions it speaks.", Retriable: true));
        if (!_view.IsUp)
            log.ClusterSeen(cluster.Plan.Name, brokers, versions.Ranges.Count);
        if (makeTopics.Contains(null) && !_isSilenceTold)
            log.TopicCreationUnknown(cluster.Plan.Name);
        _isSilenceTold = makeTopics.Contains(null);
        _view.Seen(versions, brokers, makeTopics.Count == 0 || makeTopics.Exists(makes => makes != false));
    }

    private void Serve(int nodeId, BrokerAddress address)
    {
        foreach (var map in cluster.Maps)
        {
            try
            {
                map.Advertised(nodeId, Encoding.UTF8.GetBytes(address.Host), address.Port);
            }
            catch (FaultException e)
            {
                log.BrokerUnserved(map.Route, nodeId, e.Message);
            }
        }
    }

    /// <summary>Null: this broker is down, which is no reason to keep clients from the others.</summary>
    private async Task<(VersionTable Versions, bool? MakesTopics)?> AskAsync(BrokerConnector connector, int nodeId, BrokerAddress address, CancellationToken cancel)
    {
        try
        {
            var (own, body, version) = await connector.OpenOwnAsync(address, cancel).ConfigureAwait(false);
            try
            {
                if (VersionTable.Of(body, version, cluster.Plan.MaxVersions) is not { } versions)
                    return null;
                return (versions, BrokerConfigRequest.IsServedBy(versions) ? await MakesTopicsAsync(connector, own, nodeId, cancel).ConfigureAwait(false) : null);
            }
            finally
            {
                own.Link.Dispose();
            }
        }
        catch (FaultException e)
        {
            log.ClusterUnseen(cluster.Plan.Name, e.Message);
            return null;
        }
    }

    /// <summary>A broker that ends the connection over the question does not say, and serves as any other.</summary>
    private static async Task<bool?> MakesTopicsAsync(BrokerConnector connector, OwnLink own, int nodeId, CancellationToken cancel)
    {
        try
        {
            return await connector.GuardAsync(own, () => BrokerConfigRequest.CreatesTopicsAsync(own, nodeId), cancel).ConfigureAwait(false);
        }
        catch (FaultException)
        {
            return null;
        }
    }
}
