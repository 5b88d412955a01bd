using System.Threading.Channels;

namespace Compliance.Gateway.Audit;

/// <summary>Wakes one waiting task; set twice before it looks is set once. Setting never waits and allocates nothing.</summary>
internal sealed class Signal
{
    private readonly Channel<bool> _tokens = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _tokens.Writer.TryWrite(true);

    public async ValueTask WaitAsync(CancellationToken stop) => await _tokens.Reader.ReadAsync(stop);
}
