using System.Threading.Channels;

namespace Compliance.Gateway.Login.Passing;

/// <summary>
/// Answers out of the ResponseLoop's hand, which always has the read: a login anew, on a connection that goes on. Written by the ResponseLoop,
/// read by the RequestLoop, which alone ends it. Holds one answer, since one is asked for at a time.
/// </summary>
internal sealed class HandedAnswers : IBrokerAnswers
{
    private readonly Channel<byte[]> _answers = Channel.CreateBounded<byte[]>(1);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask<byte[]?> NextAsync(CancellationToken cancel) =>
        await _answers.Reader.WaitToReadAsync(cancel).ConfigureAwait(false) && _answers.Reader.TryRead(out var answer) ? answer : null;

    /// <summary>RequestLoop: the login has come to its end, in one way or the other.</summary>
    public void End() => _over.TrySetResult();

    /// <summary>ResponseLoop: an answer, its length included. False: the broker says more than it was asked.</summary>
    public bool Hand(byte[] answer) => _answers.Writer.TryWrite(answer);

    /// <summary>ResponseLoop: the broker has closed. Ends with the login, whose client is told of its refusal first.</summary>
    public Task ClosedAsync()
    {
        _answers.Writer.TryComplete();
        return _over.Task;
    }
}
