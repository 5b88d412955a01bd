using Compliance.Gateway.Audit.Shipping;
using Compliance.Gateway.Settings;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Gateway.Tests.Audit;

public class TopicConfigTests
{
    private static readonly AuditPlan Plan = SamplePlan.In("journal", "kafka.example:9092");

    [Fact]
    public void Nothing_is_acknowledged_before_every_copy_has_it_and_nothing_is_given_up()
    {
        var config = TopicConfig.For(Plan);

        Assert.Equal((Acks.All, true, 0), (config.Acks, config.EnableIdempotence, config.MessageTimeoutMs));
        Assert.Equal("kafka.example:9092", config.BootstrapServers);
        Assert.Null(config.SecurityProtocol);
    }

    [Fact]
    public void A_cluster_that_asks_for_a_login_gets_it()
    {
        var config = TopicConfig.For(Plan with { Cluster = Plan.Cluster with { Login = new LoginPlan("proxy", "secret") } });

        Assert.Equal((SecurityProtocol.SaslPlaintext, SaslMechanism.Plain), (config.SecurityProtocol, config.SaslMechanism));
        Assert.Equal(("proxy", "secret"), (config.SaslUsername, config.SaslPassword));
    }
}
