using Compliance.Gateway.Pipeline.Quotas;
using Compliance.Rules;
using Compliance.Rules.Compiled;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.Gateway.Tests.Pipeline.Quotas;

/// <summary>How long who reads or writes faster than he may has to wait.</summary>
public sealed class RateBucketTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_second_of_reserve_passes_at_once_and_what_is_more_is_waited_for()
    {
        var bucket = new RateBucket(1000, _time);

        Assert.Equal(TimeSpan.Zero, bucket.Take(600));
        Assert.Equal(TimeSpan.Zero, bucket.Take(400));
        Assert.Equal(TimeSpan.FromSeconds(2), bucket.Take(2000));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1.5), bucket.Take(500));
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal(TimeSpan.Zero, bucket.Take(0));
    }

    [Fact]
    public void Who_waits_as_told_gets_the_rate_in_the_long_run_and_no_more()
    {
        var bucket = new RateBucket(5000, _time);
        var (bytes, from) = (0L, _time.GetTimestamp());

        for (var i = 0; i < 1000; i++)
        {
            bytes += 700 * (i % 9);
            _time.Advance(bucket.Take(700 * (i % 9)));
        }

        Assert.Equal(5000, (bytes - 5000) / _time.GetElapsedTime(from).TotalSeconds, tolerance: 1);
    }

    [Fact]
    public void Of_several_quotas_the_longest_wait_holds_and_it_has_an_end()
    {
        var quotas = Quotas(100, "read: 1000B/s", "read: 500B/s, write: 10B/s");

        Assert.Equal(TimeSpan.Zero, quotas.Take(QuotaKind.Read, 500));
        Assert.Equal(TimeSpan.FromSeconds(1), quotas.Take(QuotaKind.Read, 500));
        Assert.Equal(TimeSpan.FromSeconds(10), quotas.Take(QuotaKind.Write, 1_000_000));
        Assert.False(quotas.BoundsReveals);
    }

    [Fact]
    public void Whoever_finds_no_room_to_be_counted_waits_a_second_each_time()
    {
        var quotas = Quotas(1, "read: 1000B/s, write: 1000B/s");

        Assert.Equal(TimeSpan.FromSeconds(1), quotas.Take(QuotaKind.Read, 2000));
        Assert.Equal(TimeSpan.FromSeconds(1), quotas.Take(QuotaKind.Write, 1));
        Assert.Equal(TimeSpan.FromSeconds(3), quotas.Take(QuotaKind.Read, 2000));

        // given that its debt is paid, it makes room
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(TimeSpan.Zero, quotas.Take(QuotaKind.Write, 1));
    }

    private CallerQuotas Quotas(int capacity, params string[] rules)
    {
        var written = string.Concat(rules.Select((rule, i) => $"  - {{id: Q{i}, people: \"*\", {rule}}}\n"));
        var (loaded, problems) = PolicyLoader.Load([("p.yaml", $"schema: policy/v1\npolicy: {{id: p, title: t, owner: o}}\nquotas:\n{written}")]);
        Assert.True(loaded is not null, string.Join('\n', problems));
        return new(new(_time, capacity), loaded, new Caller("User:ann"));
    }
}
