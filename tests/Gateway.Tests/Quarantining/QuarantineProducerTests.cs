using Compliance.Gateway.Quarantining;
using Compliance.Gateway.Settings;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Gateway.Tests.Quarantining;

public sealed class QuarantineProducerTests
{
    [Fact]
    public void A_record_counts_once_every_copy_has_it_and_no_topic_is_made_for_it()
    {
        var plan = new ClusterPlan("main", [new BrokerAddress("kafka.example", 9092)]) { Login = new LoginPlan("proxy", "secret") };

        var config = QuarantineProducer.Config(plan, TimeSpan.FromSeconds(7));

        Assert.Equal((Acks.All, false, 7000), (config.Acks, config.AllowAutoCreateTopics, config.MessageTimeoutMs));
        Assert.Equal(("kafka.example:9092", "proxy", SaslMechanism.Plain), (config.BootstrapServers, config.SaslUsername, config.SaslMechanism));
    }
}
