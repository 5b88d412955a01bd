using System.Buffers.Binary;

namespace Compliance.Fuzz.Engine;

/// <summary>
/// Makes inputs out of samples: none to seven changes each, mostly few, most of them where a sample's marks say that a number begins. The result stands
/// until the next call. One thread; the buffer is its own.
/// </summary>
internal sealed class Mutator(Target target)
{
    private const int Longest = 512 << 10;
    private static readonly byte[] Bytes = [0, 1, 2, 0x7f, 0x80, 0x81, 0xfe, 0xff];
    private static readonly int[] Numbers =
        [-1, -2, 0, 1, 2, 3, 16, 127, 128, 129, 255, 256, 16383, 16384, 32767, 32768, 65535, 65536, 1 << 24, int.MaxValue, int.MaxValue - 1, int.MinValue];

    private readonly byte[] _buffer = new byte[Longest];
    private int _length;
    private int[] _marks = [];

    public Memory<byte> Make(ref Dice dice)
    {
        var sample = target.Samples[dice.Below(target.Samples.Count)];
        _marks = sample.Marks;
        _length = Math.Min(sample.Bytes.Length, Longest);
        sample.Bytes.AsSpan(0, _length).CopyTo(_buffer);
        for (int changes = dice.Below(4) + (dice.OneIn(4) ? dice.Below(5) : 0); changes > 0; changes--)
            Change(ref dice);
        if (dice.OneIn(2))
            target.Mend(_buffer.AsSpan(0, _length));
        return _buffer.AsMemory(0, _length);
    }

    private void Change(ref Dice dice)
    {
        int at = Place(ref dice);
        switch (dice.Below(target.Words.Count > 0 ? 19 : 15))
        {
            case 0 or 1:
                if (at < _length)
                    _buffer[at] ^= (byte)(1 << dice.Below(8));
                break;
            case 2:
                if (at < _length)
                    _buffer[at] = dice.OneIn(2) ? dice.Of<byte>(Bytes) : (byte)dice.Below(256);
                break;
            case 3 or 4:
                if (at < _length)
                    _buffer[at] += (byte)(dice.Below(9) - 4);
                break;
            case 5 or 6:
                Number(at, ref dice);
                break;
            case 7:
                Varint(at, ref dice);
                break;
            case 8:
                _length = dice.OneIn(2) ? at : Math.Max(target.Head, _length - 1 - dice.Below(8));
                break;
            case 9:
                Delete(at, 1 + dice.Below(dice.OneIn(4) ? 256 : 8));
                break;
            case 10:
                Copy(at, Place(ref dice), 1 + dice.Below(dice.OneIn(3) ? 4096 : 32));
                break;
            case 11:
                Splice(at, ref dice);
                break;
            case 12:
                Fill(Insert(at, 1 + dice.Below(dice.OneIn(8) ? 2000 : 12)), ref dice);
                break;
            case 13:
                Tags(at, ref dice);
                break;
            case 14:
                Overwrite(at, Place(ref dice), 1 + dice.Below(32));
                break;
            default:
                Word(at, ref dice);
                break;
        }
    }

    /// <summary>A place in the input: at a mark in half of the cases, and seldom in the head.</summary>
    private int Place(ref Dice dice)
    {
        if (target.Head > 0 && dice.OneIn(40))
            return dice.Below(Math.Min(target.Head, _length));
        if (_marks.Length > 0 && dice.OneIn(2) && dice.Of<int>(_marks) is var mark && mark < _length)
            return mark;
        int head = Math.Min(target.Head, _length);
        return head + dice.Below(_length - head);
    }

    private void Number(int at, ref Dice dice)
    {
        int number = dice.OneIn(4) ? _length - at + dice.Below(3) - 1 : dice.Of<int>(Numbers);
        Span<byte> bytes = stackalloc byte[8];
        int size = 1 << (1 + dice.Below(3));
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        bytes[^size..][..Math.Min(size, _length - at)].CopyTo(_buffer.AsSpan(at));
    }

    /// <summary>Another varint in place of the one that is there, or of the byte.</summary>
    private void Varint(int at, ref Dice dice)
    {
        int old = 0;
        while (at + old < _length && old < 5 && _buffer[at + old++] >= 0x80)
            continue;
        Delete(at, old);
        ulong value = dice.OneIn(3) ? (ulong)dice.Below(_length + 2) : (uint)dice.Of<int>(Numbers);
        Span<byte> bytes = stackalloc byte[12];
        int size = 0;
        for (; value >= 0x80; value >>= 7)
            bytes[size++] = (byte)(value | 0x80);
        bytes[size++] = (byte)value;
        // An overlong one says the same in more bytes.
        for (int more = dice.OneIn(4) ? dice.Below(5) : 0; more > 0; more--)
        {
            bytes[size - 1] |= 0x80;
            bytes[size++] = 0;
        }

        bytes[..size].CopyTo(Insert(at, size));
    }

    private void Delete(int at, int count)
    {
        count = Math.Min(count, _length - at);
        _buffer.AsSpan(at + count, _length - at - count).CopyTo(_buffer.AsSpan(at));
        _length -= count;
    }

    private Span<byte> Insert(int at, int count)
    {
        count = Math.Min(count, Longest - _length);
        _buffer.AsSpan(at, _length - at).CopyTo(_buffer.AsSpan(at + count));
        _length += count;
        return _buffer.AsSpan(at, count);
    }

    private void Copy(int at, int from, int count)
    {
        byte[] piece = _buffer.AsSpan(from, Math.Min(count, _length - from)).ToArray();
        var room = Insert(at, piece.Length);
        piece.AsSpan(0, room.Length).CopyTo(room);
    }

    private void Overwrite(int at, int from, int count)
    {
        count = Math.Min(count, _length - Math.Max(at, from));
        _buffer.AsSpan(from, count).CopyTo(_buffer.AsSpan(at, count));
    }

    /// <summary>The rest comes from another sample.</summary>
    private void Splice(int at, ref Dice dice)
    {
        byte[] other = target.Samples[dice.Below(target.Samples.Count)].Bytes;
        int head = Math.Min(target.Head, other.Length);
        int from = dice.OneIn(2) ? Math.Clamp(at, head, other.Length) : head + dice.Below(other.Length - head);
        int count = Math.Min(other.Length - from, Longest - at);
        other.AsSpan(from, count).CopyTo(_buffer.AsSpan(at));
        _length = at + count;
    }

    private static void Fill(Span<byte> room, ref Dice dice)
    {
        bool zeros = dice.OneIn(3);
        for (int i = 0; i < room.Length; i++)
            room[i] = zeros ? (byte)0 : (byte)dice.Next();
    }

    /// <summary>Where an empty tag section may stand, one with an unknown tag in it.</summary>
    private void Tags(int at, ref Dice dice)
    {
        if (at < _length && _buffer[at] == 0)
            Delete(at, 1);
        int size = dice.Below(5);
        var room = Insert(at, 3 + size);
        if (room.Length < 3)
            return;
        room.Clear();
        (room[0], room[1], room[2]) = (1, (byte)dice.Below(20), (byte)size);
    }

    private void Word(int at, ref Dice dice)
    {
        byte[] word = target.Words[dice.Below(target.Words.Count)];
        if (dice.OneIn(2))
            Delete(at, 1 + dice.Below(12));
        var room = Insert(at, word.Length);
        word.AsSpan(0, room.Length).CopyTo(room);
    }
}
