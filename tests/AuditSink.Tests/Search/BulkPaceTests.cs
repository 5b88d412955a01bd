using System.Net;
using System.Text;
using Compliance.Search.Bulk;
using Compliance.Search.Http;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.AuditSink.Tests.Search;

public sealed class BulkPaceTests : IBulkWatcher
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<(int Requests, int Documents)> _steps = [];

    [Fact]
    public async Task It_is_halved_once_for_all_that_were_under_way_together()
    {
        var pace = New(8, 1000);
        var turns = new List<BulkTurn>();
        for (var i = 0; i < 8; i++)
            turns.Add(await pace.EnterAsync(default));

        foreach (var turn in turns)
            pace.Leave(turn, TooMuch());

        Assert.Equal([(4, 1000)], _steps);
    }

    [Fact]
    public async Task Fewer_requests_come_before_fewer_documents_and_neither_falls_below_the_least()
    {
        var pace = New(4, 400);

        for (var i = 0; i < 8; i++)
            await OnceAsync(pace, TooMuch());

        Assert.Equal([(2, 400), (1, 400), (1, 200), (1, 100), (1, 50), (1, 50), (1, 50), (1, 50)], _steps);
        Assert.Equal(50, (await pace.EnterAsync(default)).Documents);
    }

    [Fact]
    public async Task It_grows_by_steps_while_all_is_calm_up_to_where_it_began()
    {
        var pace = New(2, 800);
        for (var i = 0; i < 3; i++)
            await OnceAsync(pace, TooMuch());
        Assert.Equal((1, 200), _steps[^1]);
        _steps.Clear();

        // what is taken soon after a cut proves nothing
        await OnceAsync(pace, Taken());
        Assert.Empty(_steps);

        for (var i = 0; i < 12; i++)
        {
            _time.Advance(BulkPace.Calm);
            await OnceAsync(pace, Taken());
        }

        Assert.Equal([(1, 300), (1, 400), (1, 500), (1, 600), (1, 700), (1, 800), (2, 800)], _steps);
    }

    [Fact]
    public async Task No_more_than_the_pace_allows_is_under_way()
    {
        var pace = New(2, 100);
        var (first, _) = (await pace.EnterAsync(default), await pace.EnterAsync(default));

        var third = pace.EnterAsync(default);
        Assert.False(third.IsCompleted);

        pace.Leave(first, Taken());
        await third;
    }

    [Fact]
    public async Task Nothing_goes_out_before_the_server_wants_it()
    {
        var pace = New(2, 100);
        await OnceAsync(pace, TooMuch(TimeSpan.FromSeconds(30)));

        var next = pace.EnterAsync(default);
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(next.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(2));
        await next;
    }

    [Fact]
    public async Task A_server_that_has_lost_its_clock_is_not_waited_for_for_ever()
    {
        var pace = New(2, 100);
        await OnceAsync(pace, TooMuch(TimeSpan.FromDays(400)));

        var next = pace.EnterAsync(default);
        _time.Advance(BulkPace.LongestPause + TimeSpan.FromSeconds(1));

        await next;
    }

    [Fact]
    public async Task Whoever_is_stopped_while_waiting_takes_no_place()
    {
        var pace = New(1, 100);
        var first = await pace.EnterAsync(default);
        using var stop = new CancellationTokenSource();
        var stopped = pace.EnterAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);

        pace.Leave(first, null);

        await pace.EnterAsync(default);
    }

    void IBulkWatcher.Paced(int requests, int documents) => _steps.Add((requests, documents));

    void IBulkWatcher.Answered(BulkReply reply)
    {
    }

    void IBulkWatcher.Again(BulkReply reply, int documents, TimeSpan pause)
    {
    }

    void IBulkWatcher.Refused(int documents, string error)
    {
    }

    private BulkPace New(int requests, int documents) => new(requests, documents, _time, this);

    private static async Task OnceAsync(BulkPace pace, BulkReply reply) => pace.Leave(await pace.EnterAsync(default), reply);

    private static BulkReply TooMuch(TimeSpan? retryAfter = null) => BulkReply.Of(new IndexAnswer(HttpStatusCode.TooManyRequests, default, null, retryAfter));

    private static BulkReply Taken() =>
        BulkReply.Of(new IndexAnswer(HttpStatusCode.OK, Encoding.UTF8.GetBytes("""{"items":[{"create":{"status":201}}]}"""), null));
}
