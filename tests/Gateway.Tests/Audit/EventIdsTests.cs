using Compliance.Gateway.Audit;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.Gateway.Tests.Audit;

public class EventIdsTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Ids_are_of_version_7_and_carry_the_time_of_minting()
    {
        var id = new EventIds(_time).Next();

        Assert.Equal((7, 8), (id.Version, id.Variant & 0xC));
        Assert.Equal(_time.GetUtcNow().ToUnixTimeMilliseconds(), Convert.ToInt64(id.ToString("N")[..12], 16));
    }

    [Fact]
    public void Ids_of_later_moments_sort_behind_those_of_earlier_ones_even_within_a_millisecond()
    {
        var ids = new EventIds(_time);
        var minted = new List<string>();
        for (var i = 0; i < 5000; i++)
        {
            minted.Add(ids.Next().ToString());
            _time.Advance(TimeSpan.FromMicroseconds(1));
        }

        Assert.Equal(minted.Order(StringComparer.Ordinal), minted);
    }

    [Fact]
    public void Ids_of_one_moment_differ_whoever_asks()
    {
        var ids = new EventIds(_time);

        var minted = Enumerable.Range(0, 4).AsParallel().SelectMany(_ => Enumerable.Range(0, 5000).Select(_ => ids.Next())).ToHashSet();

        Assert.Equal(20_000, minted.Count);
    }
}
