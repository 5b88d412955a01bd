using System.Text;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Upstream;

/// <summary>
/// Asks a cluster for its brokers and their versions: at the start, every few minutes, and sooner while it does not answer. So clients
/// that come back after a restart find every broker's port open, and a client can be told versions before it has authenticated.
/// Owner: the process; one task for each cluster.
/// </summary>
internal sealed class ScoutLoop(ClusterPlan cluster, BrokerConnector connector, ClusterView view, IReadOnlyList<BrokerMap> maps, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(10);

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var retry = FirstRetry;
        while (!cancel.IsCancellationRequested)
        {
            var pause = Again;
            try
            {
                await LookAsync(cancel).ConfigureAwait(false);
                retry = FirstRetry;
            }
            catch (FaultException e)
            {
                if (view.IsUp || retry == FirstRetry)
                    log.ClusterUnseen(cluster.Name, e.Message);
                view.Unseen();
                pause = retry;
                retry = retry * 2 < LastRetry ? retry * 2 : LastRetry;
            }

            await Task.Delay(pause, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        var (own, body, version) = await connector.OpenOwnAsync(null, cancel).ConfigureAwait(false);
        List<(int NodeId, BrokerAddress Address)> brokers;
        try
        {
            brokers = await connector.GuardAsync(own, () => MetadataRequest.BrokersAsync(own), cancel).ConfigureAwait(false);
        }
        finally
        {
            own.Link.Close();
        }

        var versions = VersionTable.Of(body, version, cluster.MaxVersions);
        foreach (var (nodeId, address) in brokers)
        {
            Serve(nodeId, address);
            if (await AskAsync(address, cancel).ConfigureAwait(false) is { } theirs)
                versions = versions?.Common(theirs) ?? theirs;
        }

        if (versions is null)
            throw new FaultException(new Fault(FaultSide.Broker, FaultKind.LoginFailed, "No broker tells which versions it speaks.", Retriable: true));
        if (!view.IsUp)
            log.ClusterSeen(cluster.Name, brokers.Count, versions.Ranges.Count);
        view.Seen(versions, brokers.Count);
    }

    private void Serve(int nodeId, BrokerAddress address)
    {
        foreach (var map in maps)
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
    private async Task<VersionTable?> AskAsync(BrokerAddress address, CancellationToken cancel)
    {
        try
        {
            var (own, body, version) = await connector.OpenOwnAsync(address, cancel).ConfigureAwait(false);
            own.Link.Close();
            return VersionTable.Of(body, version, cluster.MaxVersions);
        }
        catch (FaultException e)
        {
            log.ClusterUnseen(cluster.Name, e.Message);
            return null;
        }
    }
}
