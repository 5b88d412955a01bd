using System.Buffers;
using System.Text;
using Compliance.Protect.Detection;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats;

/// <summary>
/// Where in keys and headers something was found: the part of the record stands before the path, as in <c>header:note:$</c>. A header among those
/// of a pattern is told by its name, unless that may be data: then by the pattern. Owned by one protector; keeps the few it has made.
/// </summary>
internal sealed class FoundParts
{
    private const int Most = 64;
    private static readonly SearchValues<byte> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."u8);
    private readonly MemberNames _names = new();
    private readonly List<(byte[] Name, RecordPart Part)> _headers = [];
    private readonly List<(RecordPart Part, string Path, string Made)> _paths = [];

    /// <param name="part">That the plan is about.</param>
    /// <param name="header">The name of the header; empty: it is none, or not known.</param>
    internal RecordPart Of(RecordPart part, ReadOnlySpan<byte> header)
    {
        if (!part.IsPattern)
            return part;
        foreach (var (name, known) in _headers)
        {
            if (header.SequenceEqual(name))
                return known;
        }

        if (header.IsEmpty || header.ContainsAnyExcept(Plain) || _names.IsData(header))
            return part;
        if (_headers.Count == Most)
            _headers.Clear();
        _headers.Add((header.ToArray(), RecordPart.OfHeader(Encoding.ASCII.GetString(header))));
        return _headers[^1].Part;
    }

    internal string Path(RecordPart part, string path)
    {
        foreach (var (known, within, made) in _paths)
        {
            if (known == part && within == path)
                return made;
        }

        if (_paths.Count == Most)
            _paths.Clear();
        _paths.Add((part, path, part.Prefix + path));
        return _paths[^1].Made;
    }
}
