using System.Globalization;
using System.Security.Cryptography;

namespace Compliance.Signing;

/// <summary>
/// What a person says, signed, at its place in a chain: it can be moved to no other number and into no other chain, and nothing before it
/// can be changed. Immutable; any thread.
/// <code>
/// compliance custody         what the chain is about
/// audit.example/main         whose it is, so that it holds for no other
/// 4                          its number
/// 5f0c…                      SHA-256 of the bytes before it; a dash before the first
/// {"kind":"approval",…}      what is said, on one line
///
/// — bob base64               a C2SP signed note, in the name of the person
/// </code>
/// </summary>
public sealed class ChainedNote
{
    public const string NoneBefore = "-";
    private const int Lines = 6;
    private readonly SignedNote _note;

    private ChainedNote(SignedNote note, string json) => (_note, Json) = (note, json);

    /// <summary>What is said; worth nothing before <see cref="IsAt"/> and <see cref="IsSignedBy"/>.</summary>
    public string Json { get; }

    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static byte[] Sign(string about, string origin, long number, string before, string json, string by, SigningKey key) =>
        SignedNote.Sign(Text(about, origin, number, before, json), by, key).ToBytes();

    /// <summary>Null if the bytes are none.</summary>
    public static ChainedNote? TryParse(byte[] bytes) =>
        SignedNote.TryParse(bytes) is { } note && note.Text.Split('\n') is { Length: Lines } lines ? new ChainedNote(note, lines[4]) : null;

    public bool IsAt(string about, string origin, long number, string before) => _note.Text == Text(about, origin, number, before, Json);

    public bool IsSignedBy(string name, People people) => people.Signed(_note, name);

    private static string Text(string about, string origin, long number, string before, string json) =>
        string.Create(CultureInfo.InvariantCulture, $"{about}\n{origin}\n{number}\n{before}\n{json}\n");
}
