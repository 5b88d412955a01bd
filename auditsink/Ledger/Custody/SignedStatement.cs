using Compliance.Signing;

namespace Compliance.Ledger.Custody;

/// <summary>A statement at its place in the archive's custody, signed by who makes it: a <see cref="ChainedNote"/>. Immutable.</summary>
public sealed class SignedStatement
{
    public const string NoneBefore = ChainedNote.NoneBefore;
    private const string About = "compliance custody";

    private SignedStatement(long number, Statement statement, byte[] bytes) =>
        (Number, Statement, Bytes, Sha256) = (number, statement, bytes, HashOf(bytes));

    public long Number { get; }
    public Statement Statement { get; }
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Of the signed bytes, hexadecimal: what the next statement and those about this one bind.</summary>
    public string Sha256 { get; }

    public static string HashOf(ReadOnlySpan<byte> bytes) => ChainedNote.HashOf(bytes);

    public static SignedStatement Sign(string origin, long number, string before, Statement statement, SigningKey key) =>
        new(number, statement, ChainedNote.Sign(About, origin, number, before, StatementJson.Write(statement), statement.By, key));

    /// <summary>What the bytes say, whoever signed them and wherever they stand; null: they are no statement.</summary>
    public static Statement? Unjudged(byte[] bytes) => ChainedNote.TryParse(bytes) is { } note ? StatementJson.TryRead(note.Json) : null;

    /// <summary>The statement, if these bytes are one at that place and signed by whom it says; else null, and what is wrong.</summary>
    public static SignedStatement? Open(byte[] bytes, string origin, long number, string before, People people, out string problem)
    {
        problem = "is no signed statement";
        if (ChainedNote.TryParse(bytes) is not { } note || StatementJson.TryRead(note.Json) is not { } statement)
            return null;
        problem = $"is not one of this place: another ledger's, of another number, or behind another statement than the one that is there";
        if (!note.IsAt(About, origin, number, before))
            return null;
        problem = $"is not signed by {statement.By}, or people of the settings has nobody of that name and key";
        return note.IsSignedBy(statement.By, people) ? new SignedStatement(number, statement, bytes) : null;
    }
}
