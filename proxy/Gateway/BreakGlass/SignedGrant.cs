using Compliance.Signing;

namespace Compliance.Gateway.BreakGlass;

/// <summary>A statement at its place among those of a route, signed by who makes it: a <see cref="ChainedNote"/>. Immutable.</summary>
internal sealed class SignedGrant
{
    private const string About = "compliance break-glass";

    private SignedGrant(long number, GrantStatement statement, byte[] bytes) => (Number, Statement, Bytes) = (number, statement, bytes);

    public long Number { get; }
    public GrantStatement Statement { get; }
    public ReadOnlyMemory<byte> Bytes { get; }

    public static SignedGrant Sign(string origin, long number, string before, GrantStatement statement, SigningKey key) =>
        new(number, statement, ChainedNote.Sign(About, origin, number, before, GrantJson.Write(statement), statement.By, key));

    /// <summary>Whether the bytes have the form of a signed note at all; else they may still be on their way.</summary>
    public static bool IsNote(byte[] bytes) => ChainedNote.TryParse(bytes) is not null;

    /// <summary>The statement, if these bytes are one at that place and signed by whom it says; else null, and what is wrong.</summary>
    public static SignedGrant? Open(byte[] bytes, string origin, long number, string before, People people, out string problem)
    {
        problem = "is no signed statement";
        if (ChainedNote.TryParse(bytes) is not { } note || GrantJson.TryRead(note.Json) is not { } statement)
            return null;
        problem = "is not one of this place: of another origin or number, or behind another statement than the one that is there";
        if (!note.IsAt(About, origin, number, before))
            return null;
        problem = $"is not signed by {statement.By}, or breakGlass.people of the settings has nobody of that name and key";
        return note.IsSignedBy(statement.By, people) ? new SignedGrant(number, statement, bytes) : null;
    }
}
