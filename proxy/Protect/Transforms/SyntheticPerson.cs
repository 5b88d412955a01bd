using System.Text;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;

namespace Compliance.Protect.Transforms;

/// <summary>
/// A name out of a short list, one word for one and two for more, and an address at example.com, where nobody has any (RFC 2606). Stateless.
/// </summary>
internal static class SyntheticPerson
{
    private const int AddressLetters = 12;

    private static readonly byte[][] Given = Words(
        "Ada Alan Alma Amir Anna Arne Aya Ben Bea Carl Clara Dan Dora Elif Elsa Emil Enzo Eva Felix Finn Fred Gina Greta Hana Hugo Ida Igor Ines Ivan Jana "
        + "Jens Jonas Julia Karl Kira Lars Lena Leo Lina Luca Mara Max Mia Milo Mona Nils Nina Noah Nora Olga Omar Oskar Paul Pia Rana Rosa Sara Sven Tara Theo Tom Ulla Vera Yara");

    private static readonly byte[][] Family = Words(
        "Adler Ahorn Amsel Anker Bach Berg Birke Blume Brandt Brook Busch Dorn Eder Elm Falk Feld Fink Forest Fox Frost Gold Hafen Hall Hart Heath Hill Holm Iris Jung Kern Kiefer "
        + "Lake Lamm Lang Linde Lund Marsh Meadow Moor Moss North Oak Park Pine Quell Rabe Reed Rose Sand Schilf Silver Snow Stein Stern Storm Tanne Vale Vogel Wald Weide West Wind Winter Wood");

    internal static void WriteName(HmacKey key, ReadOnlySpan<byte> text, Scratch output)
    {
        var draw = new Draw(key, "synthetic name"u8, text, stackalloc uint[SyntheticTransform.DrawNumbers]);
        output.Append(Given[draw.Next(Given.Length)]);
        if (!text.Trim((byte)' ').Contains((byte)' '))
            return;
        output.Append(" "u8);
        output.Append(Family[draw.Next(Family.Length)]);
    }

    internal static void WriteEmail(HmacKey key, ReadOnlySpan<byte> text, Scratch output)
    {
        var draw = new Draw(key, "synthetic email"u8, text, stackalloc uint[SyntheticTransform.DrawNumbers]);
        foreach (ref var letter in output.Reserve(AddressLetters))
            letter = (byte)('a' + draw.Next(26));
        output.Append("@example.com"u8);
    }

    private static byte[][] Words(string words) => [.. words.Split(' ').Select(Encoding.UTF8.GetBytes)];
}
