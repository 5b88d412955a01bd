using System.Collections.Immutable;
using Compliance.Gateway.Pipeline.Authorization;
using Compliance.Gateway.Session;
using Compliance.Gateway.Upstream;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Pipeline.Addresses;

/// <summary>
/// Puts the proxy's addresses where an answer names a broker's, narrows ApiVersions to what the proxy knows, and learns which topic an
/// id stands for. Driven by the roles of the fields, so a new API that names a host is covered once its fields have their role.
/// One per session; holds nothing between calls.
/// </summary>
internal sealed class Translate(BrokerMap brokers, Topics topics, ImmutableDictionary<short, short> ceilings) : IStep
{
    private const short ApiVersions = 18;
    private const short DescribeConfigs = 32;
    private const short UnknownTopicId = 100;

    public Interest InterestIn(short apiKey, short version)
    {
        if (apiKey is ApiVersions or DescribeConfigs)
            return Interest.Response;
        var answer = ApiTable.Find(apiKey)!.Response(version);
        var learns = answer.Has(FieldRole.TopicName) && answer.Has(FieldRole.TopicId);
        return answer.Has(FieldRole.Host) || answer.Has(FieldRole.QuorumHost) || learns ? Interest.Response : Interest.None;
    }

    public Verdict OnRequest(Exchange exchange) => Verdict.Next;

    public Verdict OnResponse(Exchange exchange)
    {
        switch (exchange.Api.Key)
        {
            case ApiVersions:
                VersionAnswer.Narrow(exchange.Response, exchange.ResponseEdits, ceilings);
                return Verdict.Next;
            case DescribeConfigs:
                ConfigAddresses.Rewrite(exchange.Response, exchange.ResponseEdits, brokers);
                return Verdict.Next;
        }

        try
        {
            RewriteBrokers(exchange.Response, exchange.ResponseEdits);
        }
        catch (FaultException fault)
        {
            return exchange.Break(fault.Fault);
        }

        HideControllers(exchange.Response, exchange.ResponseEdits);
        Learn(exchange.Response);
        return Verdict.Next;
    }

    /// <summary>Grammar, everywhere: node_id host port, siblings of one struct. A failed look-up has node -1 and no host; one that has is told without.</summary>
    private void RewriteBrokers(Walk walk, Edits edits)
    {
        foreach (var host in walk.WithRole(FieldRole.Host))
        {
            var parent = walk.Nodes[host].Parent;
            var node = EntryName.WithRole(walk, parent, FieldRole.BrokerId);
            var port = EntryName.WithRole(walk, parent, FieldRole.Port);
            var nodeId = walk.Int32(node);
            if (walk.Utf8(host).IsEmpty)
                continue;
            if (nodeId < 0)
            {
                edits.SetString(host, default);
                edits.SetInt32(port, -1);
                continue;
            }

            var advertised = brokers.Advertised(nodeId, walk.Utf8(host), walk.Int32(port));
            edits.SetString(host, advertised.Host.Span);
            edits.SetInt32(port, advertised.Port);
        }
    }

    /// <summary>Controllers can't be reached through the proxy, so their endpoints are left out of what a quorum's description lists.</summary>
    private static void HideControllers(Walk walk, Edits edits)
    {
        foreach (var host in walk.WithRole(FieldRole.QuorumHost))
            edits.Remove(walk.Nodes[host].Parent);
    }

    // An entry on an error repeats what the client asked for, be it an id beside a name that is not its own: it teaches nothing.
    private void Learn(Walk walk)
    {
        if (!walk.Program.Has(FieldRole.TopicId))
            return;
        foreach (var id in walk.WithRole(FieldRole.TopicId))
        {
            var parent = walk.Nodes[id].Parent;
            var name = EntryName.WithRole(walk, parent, FieldRole.TopicName);
            if (name >= 0 && !walk.IsNull(name) && !HasError(walk, parent, code => code != 0))
                topics.Learn(walk.Uuid(id), walk.Utf8(name));
            else if (name < 0 && HasError(walk, parent, code => code == UnknownTopicId))
                topics.Forget(walk.Uuid(id));
        }
    }

    /// <summary>Of the topic itself where it has an error of its own, else of anything in it.</summary>
    private static bool HasError(Walk walk, int topic, Func<short, bool> isOne)
    {
        if (EntryName.WithRole(walk, topic, FieldRole.ErrorCode) is var own and >= 0)
            return isOne(walk.Int16(own));
        var nodes = walk.Nodes;
        for (var i = topic + 1; i < nodes[topic].Next; i++)
        {
            if (walk.Role(i) == FieldRole.ErrorCode && nodes[i].Kind == NodeKind.Value && isOne(walk.Int16(i)))
                return true;
        }

        return false;
    }
}
