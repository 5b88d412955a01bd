using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.Equivalence.Librdkafka;

/// <summary>Members that come, go and come back, by the classic protocol and by the one of KIP-848.</summary>
public sealed class MembershipTests
{
    [Theory]
    [InlineData(GroupProtocol.Classic)]
    [InlineData(GroupProtocol.Consumer)]
    public async Task A_second_member_takes_half_and_gives_it_back_without_a_stop(GroupProtocol protocol)
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            var (topic, group) = (script.Name("cooperative"), script.Name("team"));
            await script.Roads.Broker.CreateTopicAsync(topic, partitions: 4);
            using var first = new Member(script, group, "first", protocol);
            first.Subscribe(topic);
            await first.HoldsAsync(4);
            using (var second = new Member(script, group, "second", protocol))
            {
                second.Subscribe(topic);
                await first.HoldsAsync(2);
                await second.HoldsAsync(2);
                script.Say($"apart: {string.Join(' ', first.Held.Concat(second.Held).Order())}; eager revocations: {first.Emptied}");
                await second.CloseAsync();
            }
            await first.HoldsAsync(4);
            script.Say($"lost: {first.Lost}");
            await first.CloseAsync();
        });

        Assert.Equal(
            ["first holds 4", "first holds 2", "second holds 2", "apart: 0 1 2 3; eager revocations: 0", "first holds 4", "lost: 0"],
            said.Alike());
    }

    [Theory]
    [InlineData(GroupProtocol.Classic)]
    [InlineData(GroupProtocol.Consumer)]
    public async Task A_static_member_comes_back_to_what_it_had_and_a_twin_is_turned_away(GroupProtocol protocol)
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            var (topic, group) = (script.Name("static"), script.Name("team"));
            await script.Roads.Broker.CreateTopicAsync(topic, partitions: 2);
            using (var first = new Member(script, group, "first", protocol, instance: "one"))
            {
                first.Subscribe(topic);
                await first.HoldsAsync(2);
                await first.CloseAsync();
            }
            using var again = new Member(script, group, "again", protocol, instance: "one");
            again.Subscribe(topic);
            await again.HoldsAsync(2);
            using var twin = new Member(script, group, "twin", protocol, instance: "one");
            twin.Subscribe(topic);
            // Of two that claim one place, the protocols turn away different ones.
            await Eventually.TrueAsync(() => again.Fatal is not null || twin.Fatal is not null, Clients.Patience, "one of the two to be turned away");
            script.Say($"turned away: again {again.Fatal}, twin {twin.Fatal}");
        });

        Assert.Contains(said.Alike(), line => line.StartsWith("turned away", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(GroupProtocol.Classic)]
    [InlineData(GroupProtocol.Consumer)]
    public async Task An_expression_finds_topics_that_come_later(GroupProtocol protocol)
    {
        var roads = await Roads.GetAsync();

        var said = await roads.AllAsync(async script =>
        {
            var (topic, group) = (script.Name("regex"), script.Name("team"));
            await script.Roads.Broker.CreateTopicAsync($"{topic}-1", partitions: 1);
            using var member = new Member(script, group, "member", protocol);
            member.Subscribe($"^{topic}-.*");
            await member.HoldsAsync(1);
            await script.Roads.Broker.CreateTopicAsync($"{topic}-2", partitions: 2);
            await member.HoldsAsync(3);
            await member.CloseAsync();
        });

        Assert.Equal(["member holds 1", "member holds 3"], said.Alike());
    }
}
