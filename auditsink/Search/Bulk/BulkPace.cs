namespace Compliance.Search.Bulk;

/// <summary>
/// How much may be under way: it grows by steps while the server takes everything, and is halved when it says 429 (additive increase,
/// multiplicative decrease).
/// <code>
/// most requests, most documents
///    | 429: half the requests          ^ calm: one request more
///    v                                 |
/// one request, most documents
///    | 429: half the documents         ^ calm: an eighth of the most documents more
///    v                                 |
/// one request, least documents
///
/// anywhere: Retry-After, nothing goes out until it is over
/// </code>
/// Calm: <see cref="Calm"/> without a 429, and something taken. Requests that were under way together cut once, not once each. Shared by
/// all that send; thread-safe.
/// </summary>
internal sealed class BulkPace(int mostRequests, int mostDocuments, TimeProvider time, IBulkWatcher watcher)
{
    public static readonly TimeSpan Calm = TimeSpan.FromSeconds(10);

    /// <summary>A server that asks for more has lost its clock.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private const int LeastDocuments = 50;
    private readonly Lock _gate = new();
    private readonly (int Requests, int Documents) _most = (mostRequests, mostDocuments);
    private readonly int _leastDocuments = Math.Min(LeastDocuments, mostDocuments);
    private int _requests = mostRequests;
    private int _documents = mostDocuments;
    private int _underWay;
    private int _round;
    private long _calmSince = time.GetTimestamp();
    private (long Since, TimeSpan Length) _pause = (time.GetTimestamp(), TimeSpan.Zero);
    private TaskCompletionSource? _left;

    /// <summary>Waits for leave to send; each must be given back by <see cref="Leave"/>.</summary>
    public async Task<BulkTurn> EnterAsync(CancellationToken stop)
    {
        while (true)
        {
            Task wait;
            lock (_gate)
            {
                var pause = _pause.Length - time.GetElapsedTime(_pause.Since);
                if (pause <= TimeSpan.Zero && _underWay < _requests)
                {
                    _underWay++;
                    return new BulkTurn(_documents, _round);
                }

                wait = pause > TimeSpan.Zero
                    ? Task.Delay(pause, time, stop)
                    : (_left ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(stop);
            }

            await wait;
        }
    }

    /// <param name="turn">That is over.</param>
    /// <param name="reply">What came of it; null: it was broken off.</param>
    public void Leave(BulkTurn turn, BulkReply? reply)
    {
        TaskCompletionSource? left;
        lock (_gate)
        {
            _underWay--;
            if (reply is { IsThrottled: true })
                Cut(turn);
            else if (reply is { Items.Count: > 0 })
                Grow();
            if (reply?.RetryAfter is { } asked)
                Wait(asked);
            (left, _left) = (_left, null);
        }

        left?.SetResult();
    }

    private void Cut(BulkTurn turn)
    {
        _calmSince = time.GetTimestamp();
        if (turn.Round != _round)
            return;
        _round++;
        if (_requests > 1)
            _requests /= 2;
        else
            _documents = Math.Max(_leastDocuments, _documents / 2);
        watcher.Paced(_requests, _documents);
    }

    private void Grow()
    {
        if (time.GetElapsedTime(_calmSince) < Calm || (_requests == _most.Requests && _documents == _most.Documents))
            return;
        _calmSince = time.GetTimestamp();
        if (_documents < _most.Documents)
            _documents = Math.Min(_most.Documents, _documents + Math.Max(1, _most.Documents / 8));
        else
            _requests++;
        watcher.Paced(_requests, _documents);
    }

    private void Wait(TimeSpan asked)
    {
        var left = _pause.Length - time.GetElapsedTime(_pause.Since);
        if (asked > left)
            _pause = (time.GetTimestamp(), asked < LongestPause ? asked : LongestPause);
    }
}
