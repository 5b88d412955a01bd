using System.Text;
using Compliance.Protect.Detection;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats;

/// <summary>
/// Where something was found, as a path that a policy can have: <c>$..note</c>, by the name of the field that it stands in. Names that are data
/// are no part of any. Owned by one reader; keeps the few paths it has made.
/// </summary>
internal sealed class FoundPaths
{
    private const int Most = 64;
    private readonly MemberNames _names = new();
    private readonly List<(byte[] Name, string Path)> _made = [];

    /// <summary>Null: the name is data, or none that can stand in a path as it is.</summary>
    internal string? Of(ReadOnlySpan<byte> name)
    {
        foreach (var (known, path) in _made)
        {
            if (name.SequenceEqual(known))
                return path;
        }

        if (name.Contains((byte)'\\') || _names.IsData(name))
            return null;
        var text = Encoding.UTF8.GetString(name);
        if (!FieldPath.IsPlain(text) || text.Any(char.IsControl))
            return null;
        if (_made.Count == Most)
            _made.Clear();
        _made.Add((name.ToArray(), $"$..{text}"));
        return _made[^1].Path;
    }

    /// <summary>The same where there is no name further out to fall back on.</summary>
    internal string Or(ReadOnlySpan<byte> name) => (name.IsEmpty ? null : Of(name)) ?? FieldPath.Whole;
}
