using Compliance.Signing;

namespace Compliance.Gateway.Approval;

/// <summary>A statement at its place among those of a folder of policies, signed by who makes it: a <see cref="ChainedNote"/>. Immutable.</summary>
internal sealed class SignedRelease
{
    private const string About = "compliance policies";

    private SignedRelease(long number, ReleaseStatement statement, byte[] bytes) =>
        (Number, Statement, Bytes, Sha256) = (number, statement, bytes, ChainedNote.HashOf(bytes));

    public long Number { get; }
    public ReleaseStatement Statement { get; }
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Of the signed bytes, hexadecimal.</summary>
    public string Sha256 { get; }

    public ReleaseReference Reference => new(Number, Sha256);

    public static SignedRelease Sign(string origin, long number, string before, ReleaseStatement statement, SigningKey key) =>
        new(number, statement, ChainedNote.Sign(About, origin, number, before, ReleaseJson.Write(statement), statement.By, key));

    /// <summary>The statement, if these bytes are one at that place and signed by whom it says; else null, and what is wrong.</summary>
    public static SignedRelease? Open(byte[] bytes, string origin, long number, string before, People people, out string problem)
    {
        problem = "is no signed statement";
        if (ChainedNote.TryParse(bytes) is not { } note || ReleaseJson.TryRead(note.Json) is not { } statement)
            return null;
        problem = "is not one of this place: of another origin or number, or behind another statement than the one that is there";
        if (!note.IsAt(About, origin, number, before))
            return null;
        problem = $"is not signed by {statement.By}, or approvals.people of the settings has nobody of that name and key";
        return note.IsSignedBy(statement.By, people) ? new SignedRelease(number, statement, bytes) : null;
    }
}
