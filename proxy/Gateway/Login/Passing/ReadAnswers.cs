using System.Net.Sockets;
using Compliance.Gateway.Edge;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Login.Passing;

/// <summary>
/// Answers off the link, while no ResponseLoop runs yet: the first login on a connection. The reader is the one that the loop goes on with.
/// Bounded as what comes from the client is.
/// </summary>
internal sealed class ReadAnswers(SocketLink broker, FrameReader reader, LimitsPlan limits) : IBrokerAnswers
{
    public async ValueTask<byte[]?> NextAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                var total = BareFrame.Needed(reader.Span, limits.MaxUnauthenticatedFrameBytes);
                if (reader.Length >= total)
                {
                    var answer = reader.Span[..total].ToArray();
                    reader.Erase(total);
                    return answer;
                }

                var count = await reader.ReadAsync(broker, total).ConfigureAwait(false);
                if (count < 0)
                    throw new FaultException(FrameFault.BuffersExhausted(limits));
                if (count == 0)
                    return null;
            }
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return null;
        }
    }
}
