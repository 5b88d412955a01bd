using System.Buffers.Binary;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Transforms;

/// <summary>
/// By how many days the dates of a value's subject move: HMAC-SHA-256 of the subject, evenly over all days but the one that would change
/// nothing. Remembers the last answer, for a value has several dates. Owned by one protector; not thread-safe.
/// </summary>
internal sealed class DateShifts(KeyRing keys, Picks subjects)
{
    private DateShift? _last;
    private int _lastDays;

    /// <summary>Appends the date that the text becomes; if it is none, and with a fault, nothing.</summary>
    internal FaultKind Write(DateShift shift, ReadOnlySpan<byte> text, Scratch output)
    {
        if (!ReferenceEquals(_last, shift))
        {
            if (keys.Find<HmacKey>(shift.Key) is not { } key)
                return FaultKind.KeyMissing;
            if (!subjects.TryFind(shift.By, out var subject))
                return FaultKind.SubjectMissing;
            _lastDays = Days(key, subject, shift.Days);
            _last = shift;
        }

        ShiftTransform.TryWrite(text, _lastDays, output);
        return FaultKind.None;
    }

    /// <summary>Another value may have another subject.</summary>
    internal void Clear() => _last = null;

    private static int Days(HmacKey key, ReadOnlySpan<byte> subject, int most)
    {
        Span<byte> hash = stackalloc byte[HmacKey.HashBytes];
        key.Hash("shift"u8, subject, hash);
        var days = (int)(BinaryPrimitives.ReadUInt64BigEndian(hash) % (2 * (ulong)most)) - most;
        return days < 0 ? days : days + 1;
    }
}
