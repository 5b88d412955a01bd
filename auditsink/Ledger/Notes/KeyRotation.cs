using System.Globalization;
using System.Text;
using Compliance.Signing;

namespace Compliance.Ledger.Notes;

/// <summary>
/// The statement that hands a log over from one key to the next, signed by both: the old one vouches for the new, the new one shows that
/// it exists. It names its place in the log, so that it cannot be said again elsewhere or later. Immutable.
/// </summary>
public sealed record KeyRotation(string Origin, long Index, VerifyingKey Old, VerifyingKey New)
{
    private const string Head = "compliance ledger key rotation";

    public static SignedNote Sign(string origin, long index, SigningKey old, SigningKey young) =>
        SignedNote.Sign(new KeyRotation(origin, index, old.PublicKey, young.PublicKey).ToString(), origin, old, young);

    /// <summary>The rotation, if the note is one at that place of that log, away from the key in force, and signed by both; else null.</summary>
    public static KeyRotation? Check(string note, string origin, long index, VerifyingKey inForce)
    {
        if (SignedNote.TryParse(Encoding.UTF8.GetBytes(note)) is not { } signed)
            return null;
        var lines = signed.Text.Split('\n');
        if (lines.Length != 6 || VerifyingKey.TryParse(lines[4]) is not { } young)
            return null;
        var rotation = new KeyRotation(origin, index, inForce, young);
        return rotation.ToString() == signed.Text && signed.IsSignedBy(origin, inForce) && signed.IsSignedBy(origin, young) ? rotation : null;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Head}\n{Origin}\n{Index}\n{Old.ToVerifierKey(Origin)}\n{New.ToVerifierKey(Origin)}\n");
}
