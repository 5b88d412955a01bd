using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Compliance.Gateway.Audit;

/// <summary>
/// Mints UUIDv7 (RFC 9562): 48 bits of milliseconds, 12 bits of the fraction of one (method 3 of its section 6.2), 62 random bits. The random
/// bytes are drawn a block at a time: the framework's own CreateVersion7 makes a system call for each. Any thread; allocates nothing.
/// </summary>
internal sealed class EventIds(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly byte[] _random = new byte[4096];
    private int _used = 4096;

    public Guid Next()
    {
        var ticks = (ulong)(time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks);
        var (milliseconds, rest) = (ticks / TimeSpan.TicksPerMillisecond, ticks % TimeSpan.TicksPerMillisecond);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (milliseconds << 16) | 0x7000 | (rest * 4096 / TimeSpan.TicksPerMillisecond));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (Random() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000);
        return new Guid(bytes, bigEndian: true);
    }

    private ulong Random()
    {
        lock (_gate)
        {
            if (_used == _random.Length)
            {
                RandomNumberGenerator.Fill(_random);
                _used = 0;
            }

            _used += sizeof(ulong);
            return BinaryPrimitives.ReadUInt64LittleEndian(_random.AsSpan(_used - sizeof(ulong)));
        }
    }
}
