using System.Globalization;
using System.Security.Cryptography;
using Compliance.Ledger.Keys;
using Compliance.Ledger.Notes;

namespace Compliance.Ledger.Custody;

/// <summary>
/// A statement at its place in the archive's custody, signed by who makes it. Immutable.
/// <code>
/// compliance custody
/// audit.example/main         the ledger, so that it holds for no other archive
/// 4                          its number
/// 5f0c…                      SHA-256 of the statement before it; a dash before the first
/// {"kind":"approval",…}
///
/// — bob base64               a C2SP signed note, in the name of the person
/// </code>
/// </summary>
public sealed class SignedStatement
{
    public const string NoneBefore = "-";
    private const string Head = "compliance custody";

    private SignedStatement(long number, Statement statement, byte[] bytes) =>
        (Number, Statement, Bytes, Sha256) = (number, statement, bytes, HashOf(bytes));

    public long Number { get; }
    public Statement Statement { get; }
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Of the signed bytes, hexadecimal: what the next statement and those about this one bind.</summary>
    public string Sha256 { get; }

    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static SignedStatement Sign(string origin, long number, string before, Statement statement, LedgerKey key) =>
        new(number, statement, SignedNote.Sign(Text(origin, number, before, StatementJson.Write(statement)), statement.By, key).ToBytes());

    /// <summary>What the bytes say, whoever signed them and wherever they stand; null: they are no statement.</summary>
    public static Statement? Unjudged(byte[] bytes) => Parse(bytes)?.Statement;

    /// <summary>The statement, if these bytes are one at that place and signed by whom it says; else null, and what is wrong.</summary>
    public static SignedStatement? Open(byte[] bytes, string origin, long number, string before, People people, out string problem)
    {
        problem = "is no signed statement";
        if (Parse(bytes) is not var (note, json, statement))
            return null;
        problem = $"is not one of this place: another ledger's, of another number, or behind another statement than the one that is there";
        if (note.Text != Text(origin, number, before, json))
            return null;
        problem = $"is not signed by {statement.By}, or people of the settings has nobody of that name and key";
        return people.Signed(note, statement.By) ? new SignedStatement(number, statement, bytes) : null;
    }

    private static (SignedNote Note, string Json, Statement Statement)? Parse(byte[] bytes) =>
        SignedNote.TryParse(bytes) is { } note && note.Text.Split('\n') is { Length: 6 } lines && StatementJson.TryRead(lines[4]) is { } statement ? (note, lines[4], statement) : null;

    private static string Text(string origin, long number, string before, string json) =>
        string.Create(CultureInfo.InvariantCulture, $"{Head}\n{origin}\n{number}\n{before}\n{json}\n");
}
