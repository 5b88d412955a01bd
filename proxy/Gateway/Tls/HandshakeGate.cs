namespace Compliance.Gateway.Tls;

/// <summary>
/// Bounds the TLS handshakes under way: <c>limits.maxHandshakes</c> in all, a quarter of them (one at least) from one address, so that who
/// begins handshakes and ends none holds up only those beside it. Who finds no place waits, first come, first served. One for the process;
/// thread-safe.
/// </summary>
internal sealed class HandshakeGate(int most)
{
    private const int Addresses = 4;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _perAddress = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Address, TaskCompletionSource Entered)> _waiting = [];
    private int _most = most;
    private int _underWay;
    private long _waits;

    public int UnderWay => Volatile.Read(ref _underWay);

    public int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>How often somebody had to wait.</summary>
    public long Waits => Volatile.Read(ref _waits);

    /// <summary>Another bound from now on; who is in stays in.</summary>
    public void Bound(int most)
    {
        lock (_gate)
        {
            _most = most;
            Admit();
        }
    }

    /// <summary>Ends when there is a place, which <see cref="Leave"/> gives back; cancelled, none was taken.</summary>
    public async ValueTask EnterAsync(string address, CancellationToken cancel)
    {
        LinkedListNode<(string Address, TaskCompletionSource Entered)> place;
        lock (_gate)
        {
            if (HasRoom(address))
            {
                Take(address);
                return;
            }

            _waits++;
            place = _waiting.AddLast((address, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        try
        {
            await place.Value.Entered.Task.WaitAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                // Admitted in the same moment: the place goes to the next.
                if (place.List is null)
                    Give(address);
                else
                    _waiting.Remove(place);
                Admit();
            }

            throw;
        }
    }

    public void Leave(string address)
    {
        lock (_gate)
        {
            Give(address);
            Admit();
        }
    }

    // All below: under the gate.
    private bool HasRoom(string address) => _underWay < _most && _perAddress.GetValueOrDefault(address) < Math.Max(1, _most / Addresses);

    private void Take(string address)
    {
        _underWay++;
        _perAddress[address] = _perAddress.GetValueOrDefault(address) + 1;
    }

    private void Give(string address)
    {
        _underWay--;
        if (--_perAddress[address] == 0)
            _perAddress.Remove(address);
    }

    private void Admit()
    {
        for (var place = _waiting.First; place is not null && _underWay < _most;)
        {
            var next = place.Next;
            if (HasRoom(place.Value.Address))
            {
                _waiting.Remove(place);
                Take(place.Value.Address);
                place.Value.Entered.SetResult();
            }

            place = next;
        }
    }
}
