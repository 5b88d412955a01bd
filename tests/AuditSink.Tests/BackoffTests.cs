using Compliance.Store;
using Xunit;

namespace Compliance.AuditSink.Tests;

public sealed class BackoffTests
{
    [Fact]
    public void Pauses_lie_anywhere_below_a_bound_that_doubles_to_the_most()
    {
        var bounds = new[] { 100, 200, 400, 800, 1000, 1000 };
        var longest = new double[bounds.Length];
        for (var round = 0; round < 500; round++)
        {
            var backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), new Random(round));
            for (var i = 0; i < bounds.Length; i++)
                longest[i] = Math.Max(longest[i], backoff.Next().TotalMilliseconds);
        }

        for (var i = 0; i < bounds.Length; i++)
            Assert.InRange(longest[i], bounds[i] * 0.9, bounds[i]);
    }

    [Fact]
    public void Thousands_of_tries_later_it_still_waits_no_longer_than_the_most()
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30), new Random(1));

        for (var i = 0; i < 10_000; i++)
            Assert.InRange(backoff.Next().TotalSeconds, 0, 30);
    }
}
