using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using Compliance.Gateway.Edge;

namespace Compliance.Gateway.Session;

/// <summary>
/// One direction of a connection, read into one contiguous buffer of the shared pool. Owner: one loop.
/// <see cref="Data"/> stands until room is made or <see cref="Release"/>; the loop consumes it from the front.
/// While nothing is buffered and the peer is silent there is no buffer at all. Its size starts small, doubles while reads come back
/// full, halves while they come back nearly empty, and grows at once, by powers of two, to hold a frame that must be whole.
/// </summary>
internal sealed class FrameReader(BufferBudget budget) : IDisposable
{
    public const int Smallest = 16 << 10;

    /// <summary>A larger buffer than this moves no more bytes a second; larger frames that nobody looks into pass in pieces.</summary>
    public const int Largest = 256 << 10;
    private byte[]? _array;
    private int _start;
    private int _end;
    private int _size = Smallest;
    private bool _full;

    public ReadOnlyMemory<byte> Data => _array.AsMemory(_start, _end - _start);
    public ReadOnlySpan<byte> Span => _array.AsSpan(_start, _end - _start);
    public int Length => _end - _start;

    /// <summary>Bytes held now, used or not.</summary>
    public int Capacity => _array?.Length ?? 0;

    /// <summary>What is read holds secrets: no buffer is given back before it is wiped.</summary>
    public bool HoldsSecrets { get; set; }

    public void Consume(int count)
    {
        _start += count;
        if (_start == _end)
            _start = _end = 0;
    }

    /// <summary>As <see cref="Consume"/>, of what holds secrets: nothing of it is left in the buffer.</summary>
    public void Erase(int count)
    {
        _array.AsSpan(_start, count).Clear();
        Consume(count);
    }

    /// <summary>
    /// As <see cref="Consume"/>, before a send that may take long: a buffer that was large for the sake of this frame alone is given back.
    /// </summary>
    public void ConsumeAndShrink(int count)
    {
        Consume(count);
        if (Length == 0 && Capacity > BufferBudget.Free)
            Release();
    }

    /// <summary>Where the next bytes go; valid after <see cref="TryMakeRoom"/> or <see cref="WaitForRoomAsync"/>.</summary>
    public Memory<byte> Room => _array.AsMemory(_end);

    /// <summary>
    /// True: nothing is buffered, and the last read took all there was. The buffer is given back; the loop waits until the link is
    /// readable before it makes room again.
    /// </summary>
    public bool Idle()
    {
        if (Length > 0 || _full)
            return false;
        Release();
        return true;
    }

    /// <summary>Takes note of bytes received into <see cref="Room"/>.</summary>
    public int Received(int count)
    {
        var room = _array!.Length - _end;
        _end += count;
        _full = count == room;
        if (_full)
            _size = Math.Min(_size * 2, Largest);
        else if (count < room / 4)
            _size = Math.Max(_size / 2, Smallest);
        return count;
    }

    /// <summary>
    /// All steps of a read in one, for those who read seldom; the loops take the steps themselves, so that waiting costs no state of its
    /// own. Returns how many bytes came; 0: the peer has closed its half; -1: the budget of buffered bytes stayed spent.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReadAsync(SocketLink link, int whole = 0)
    {
        if (Idle())
            await link.ReadableAsync().ConfigureAwait(false);
        if (!TryMakeRoom(whole) && !await WaitForRoomAsync(whole).ConfigureAwait(false))
            return -1;
        return Received(await link.ReceiveAsync(Room).ConfigureAwait(false));
    }

    /// <summary>Gives the buffer back; what is in it is lost.</summary>
    public void Release()
    {
        if (_array is null)
            return;
        budget.Give(BufferBudget.CostOf(_array.Length));
        ArrayPool<byte>.Shared.Return(_array, HoldsSecrets);
        _array = null;
        _start = _end = 0;
    }

    public void Dispose() => Release();

    /// <summary>
    /// Makes room behind the data, and enough for <paramref name="whole"/> bytes from the front. False: the budget has none left; wait.
    /// </summary>
    public bool TryMakeRoom(int whole)
    {
        var needed = Math.Max(whole, Length + 1);
        if (_array is not null && Fits(_array.Length, needed))
        {
            // A buffer whose tail has no room for a fair piece of the next frame makes many small reads.
            if (_start > 0 && (_start + needed > _array.Length || _array.Length - _end < _array.Length / 2))
                MoveTo(_array);
            return true;
        }

        var least = RoundUp(needed);
        var wished = Math.Max(least, _size);
        if (!budget.TryTake(Extra(wished)))
        {
            if (Extra(least) > 0)
                return false;
            wished = least;
        }

        Replace(wished);
        return true;
    }

    /// <summary>False: the budget of buffered bytes stayed spent.</summary>
    public async ValueTask<bool> WaitForRoomAsync(int whole)
    {
        var size = RoundUp(Math.Max(whole, Length + 1));
        if (!await budget.TakeAsync(Extra(size)).ConfigureAwait(false))
            return false;
        Replace(size);
        return true;
    }

    /// <summary>Large enough, and not a large one kept after the frame that needed it.</summary>
    private bool Fits(int length, int needed) => length >= needed && (length >= _size || (Length > 0 && _end < length)) && (length <= Largest || needed > Largest);

    /// <summary>What a buffer of this size takes from the budget beyond what the present one has.</summary>
    private int Extra(int size) => Math.Max(0, BufferBudget.CostOf(size) - BufferBudget.CostOf(Capacity));

    private void Replace(int size)
    {
        var old = _array;
        budget.Give(Math.Max(0, BufferBudget.CostOf(Capacity) - BufferBudget.CostOf(size)));
        var array = ArrayPool<byte>.Shared.Rent(size);
        MoveTo(array);
        _array = array;
        if (old is not null)
            ArrayPool<byte>.Shared.Return(old, HoldsSecrets);
    }

    private void MoveTo(byte[] array)
    {
        Span.CopyTo(array);
        if (HoldsSecrets && ReferenceEquals(array, _array))
            array.AsSpan(Length, _start).Clear();
        _end -= _start;
        _start = 0;
    }

    private static int RoundUp(int size) => (int)Math.Min(BitOperations.RoundUpToPowerOf2((uint)Math.Max(size, Smallest)), (uint)Array.MaxLength);
}
