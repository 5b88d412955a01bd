using System.Buffers.Text;

namespace Compliance.Protect.Formats.Json;

/// <summary>
/// Where a place in an unescaped text is in the string as it was written. Places are asked for in ascending order, so that the string is gone
/// through once.
/// </summary>
/// <param name="written">The inside of a string that a reader has found sound.</param>
internal ref struct EscapedPlaces(ReadOnlySpan<byte> written)
{
    private const int Unit = 6;
    private readonly ReadOnlySpan<byte> _string = written;
    private int _written;
    private int _text;

    internal int Of(int place)
    {
        while (_text < place)
        {
            var rest = _string[_written..];
            var plain = rest.IndexOf((byte)'\\');
            if (plain != 0)
            {
                plain = Math.Min(plain < 0 ? rest.Length : plain, place - _text);
                (_written, _text) = (_written + plain, _text + plain);
            }
            else if (rest[1] != 'u')
            {
                (_written, _text) = (_written + 2, _text + 1);
            }
            else
            {
                _ = Utf8Parser.TryParse(rest[2..Unit], out int unit, out _, 'x');
                var isHalf = unit is >= 0xD800 and < 0xE000;
                _written += isHalf ? 2 * Unit : Unit;
                _text += isHalf ? 4 : unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
            }
        }

        return _written;
    }
}
