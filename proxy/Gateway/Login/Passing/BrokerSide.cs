using System.Globalization;
using Compliance.Gateway.Edge;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Login.Passing;

/// <summary>
/// The broker's side of a login that goes on to it: what the client says is sent as it came, and the answer is waited for, no longer than
/// limits.loginTimeout. Owner: a <see cref="PassedProof"/>. <paramref name="open"/>, once: connects, in the first login, and says where
/// answers come from; throws what the connector throws.
/// </summary>
internal sealed class BrokerSide(Func<Task<(SocketLink Link, IBrokerAnswers Answers)>> open, LimitsPlan limits, TimeProvider time, CancellationToken cancel)
{
    private SocketLink? _link;
    private IBrokerAnswers? _answers;

    /// <summary>The answer to a frame, both with their lengths; null: the broker has closed. Throws <see cref="FaultException"/> where it leaves it unanswered.</summary>
    public async Task<byte[]?> AskAsync(ReadOnlyMemory<byte> frame)
    {
        if (_link is null)
            (_link, _answers) = await open().ConfigureAwait(false);
        try
        {
            await _link.SendAsync(frame).ConfigureAwait(false);
            return await _answers!.NextAsync(cancel).AsTask().WaitAsync(limits.LoginTimeout, time, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new FaultException(new Fault(FaultSide.Broker, FaultKind.LoginFailed, string.Create(CultureInfo.InvariantCulture,
                $"The broker left a client's login unanswered for {limits.LoginTimeout.TotalSeconds} s (limits.loginTimeout)."), Retriable: true));
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or IOException or ObjectDisposedException && !cancel.IsCancellationRequested)
        {
            return null;
        }
    }
}
