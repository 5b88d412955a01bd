using System.Net;
using System.Text;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Upstream;
using Xunit;

namespace Compliance.Gateway.Tests.Upstream;

/// <summary>Which port stands for which broker.</summary>
public sealed class BrokerMapTests
{
    private readonly List<(int Node, int Port)> _bound = [];
    private readonly BrokerMap _map;

    public BrokerMapTests() => _map = Make(new ListenPlan(IPAddress.Loopback, 9000, 9100, 9109));

    [Fact]
    public void A_broker_is_known_by_the_port_that_its_id_gives()
    {
        var advertised = _map.Advertised(3, "broker-3"u8, 9092);
        Assert.Equal(("proxy.example", 9103), (Encoding.UTF8.GetString(advertised.Host.Span), advertised.Port));
        Assert.Equal(new BrokerAddress("broker-3", 9092), _map.Real(3));
        Assert.Equal((3, 9103), Assert.Single(_bound));
    }

    [Fact]
    public void A_broker_that_moves_keeps_its_port()
    {
        _map.Advertised(3, "old"u8, 1);
        Assert.Equal(9103, _map.Advertised(3, "new"u8, 2).Port);
        Assert.Equal(new BrokerAddress("new", 2), _map.Real(3));
        Assert.Single(_bound);
    }

    [Fact]
    public void A_broker_that_was_never_heard_of_has_no_address()
    {
        Assert.Null(_map.Real(1));
        Assert.Null(_map.AdvertisedOf(1));
    }

    [Fact]
    public void Nobody_else_answers_on_the_port_of_a_broker_whose_place_is_being_learnt()
    {
        // Given a connection that comes in the moment in which the port is opened,
        BrokerMap map = null!;
        Fault? told = null;
        map = new BrokerMap(Route(new ListenPlan(IPAddress.Loopback, 9000, 9100, 9109)), (node, port) =>
        {
            told = Assert.Throws<FaultException>(() => map.Behind(node)).Fault;
            return port;
        });

        // when the broker is heard of, then that one is closed, to come again, and later ones are led there.
        map.Advertised(3, "broker-3"u8, 9092);
        Assert.Equal((FaultKind.ConnectFailed, true), (told!.Kind, told.Retriable));
        Assert.Equal(new BrokerAddress("broker-3", 9092), map.Behind(3));
        Assert.Null(map.Behind(-1));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public void A_broker_without_a_port_is_a_fault_that_says_what_to_widen(int node)
    {
        var fault = Assert.Throws<FaultException>(() => _map.Advertised(node, "h"u8, 1)).Fault;
        Assert.Equal((FaultSide.Proxy, FaultKind.NodeOutOfRange), (fault.Side, fault.Kind));
        Assert.Contains("brokerPorts 9100-9109 serve the nodes 0 to 9", fault.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_node_may_be_another_than_0() =>
        Assert.Equal(9101, Make(new ListenPlan(IPAddress.Loopback, 9000, 9100, 9109, FirstNode: 1000)).Advertised(1001, "h"u8, 1).Port);

    [Fact]
    public void A_port_that_is_refused_is_tried_again_the_next_time()
    {
        var refuse = true;
        var map = new BrokerMap(Route(new ListenPlan(IPAddress.Loopback, 9000, 9100, 9109)), (_, port) =>
            refuse ? throw new FaultException(new Fault(FaultSide.Proxy, FaultKind.PortTaken, "taken")) : port);
        Assert.Throws<FaultException>(() => map.Advertised(1, "h"u8, 1));
        refuse = false;
        Assert.Equal(9101, map.Advertised(1, "h"u8, 1).Port);
    }

    [Fact]
    public void Hearing_of_a_broker_again_makes_nothing()
    {
        _map.Advertised(3, "broker-3"u8, 9092);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            _map.Advertised(3, "broker-3"u8, 9092);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private BrokerMap Make(ListenPlan listen) => new(Route(listen), (node, port) =>
    {
        _bound.Add((node, port));
        return port;
    });

    private static RoutePlan Route(ListenPlan listen) => new("r", new ClusterPlan("c", []), listen, "proxy.example", ClientsPlan.Anonymous);
}
