using System.Globalization;
using Compliance.Ledger.Merkle;
using Compliance.Signing;

namespace Compliance.Ledger.Notes;

/// <summary>What a log says of itself (C2SP tlog-checkpoint): its origin, how many entries it has, and the root over them. Immutable.</summary>
public sealed record Checkpoint(string Origin, long Size, TreeHash Root)
{
    public SignedNote Sign(params ReadOnlySpan<SigningKey> keys) => SignedNote.Sign(ToString(), Origin, keys);

    /// <summary>Null if the text is no checkpoint. Extension lines are passed over: ours have none.</summary>
    public static Checkpoint? TryParse(string text)
    {
        var lines = text.Split('\n');
        if (lines.Length < 4 || lines[..^1].Any(line => line.Length == 0) || !long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || size.ToString(CultureInfo.InvariantCulture) != lines[1] || !TreeHash.TryParse(lines[2], out var root))
            return null;
        return new Checkpoint(lines[0], size, root);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Root.ToBase64()}\n");
}
