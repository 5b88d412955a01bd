using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Compliance.Protect.Framing;

namespace Compliance.Protect.Detection;

/// <summary>
/// Looks through sampled values for what nobody has declared, and counts it by path. Reads JSON, also behind the frame of a registered schema;
/// all else is counted as unread. Keeps no value. One thread.
/// </summary>
public sealed class ValueSurvey
{
    /// <summary>Of more, only those that came first are told apart.</summary>
    public const int MostPaths = 2_000;

    private const int LongestName = 60;
    private static readonly DetectedKind[] Kinds = Enum.GetValues<DetectedKind>();
    private readonly TextDetector _detector = new();
    private readonly Dictionary<(string Path, bool IsInNames), Tally> _tallies = [];
    private readonly Stack<(SurveyPlace Place, string Name)> _open = new();

    /// <summary>Values with bytes.</summary>
    public int Values { get; private set; }

    /// <summary>Those of them that are no JSON, or can't be read without their schema.</summary>
    public int Unread { get; private set; }

    /// <summary>False: there were more paths than are told apart.</summary>
    public bool IsWhole { get; private set; } = true;

    public ImmutableArray<SurveyedField> Fields => SurveyedField.Sort(
        from tally in _tallies
        from kind in Kinds
        where tally.Value.Found[(int)kind] > 0
        select new SurveyedField(tally.Key.Path, kind, tally.Value.Found[(int)kind], tally.Value.Of, tally.Key.IsInNames));

    /// <param name="value">A record's value; not null.</param>
    /// <param name="schemaHeader">Its header by which clients name the schema; empty if it has none.</param>
    public void Add(ReadOnlySpan<byte> value, ReadOnlySpan<byte> schemaHeader = default)
    {
        Values++;
        var frame = ValueFrame.Read(value, schemaHeader);
        if (frame is { Kind: not FrameKind.None, IsInHeader: false })
            value = value[Math.Min(frame.Length, value.Length)..];
        if (IsJson(value))
            Read(value);
        else
            Unread++;
    }

    private static bool IsJson(ReadOnlySpan<byte> value)
    {
        try
        {
            var reader = new Utf8JsonReader(value);
            while (reader.Read())
            {
                // Half a surrogate pair makes no text.
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    reader.GetString();
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private void Read(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        var (place, name) = (SurveyPlace.Root, "");
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = reader.GetString()!;
                    place = _open.Peek().Place.Member(name, IsData(name, _open.Peek().Place));
                    break;
                case JsonTokenType.StartObject:
                    _open.Push((place, name));
                    break;
                case JsonTokenType.StartArray:
                    place = place.Element();
                    _open.Push((place, name));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    _open.Pop();
                    // What follows in an array stands where the object did.
                    (place, name) = _open.TryPeek(out var outer) ? outer : default;
                    break;
                case JsonTokenType.String when reader.ValueIsEscaped:
                    Look(place, Encoding.UTF8.GetBytes(reader.GetString()!), name, isInNames: false);
                    break;
                case JsonTokenType.String or JsonTokenType.Number:
                    Look(place, reader.ValueSpan, name, isInNames: false);
                    break;
            }
        }
    }

    /// <summary>A name that is somebody's, or one of very many, and says nothing about what stands below it.</summary>
    private bool IsData(string name, SurveyPlace at) =>
        Look(at, Encoding.UTF8.GetBytes(name), "", isInNames: true) || name.Length > LongestName || name.Count(char.IsAsciiDigit) > name.Length / 2 || Guid.TryParse(name, out _);

    private bool Look(SurveyPlace place, ReadOnlySpan<byte> text, string name, bool isInNames)
    {
        var findings = _detector.Find(text, Encoding.UTF8.GetBytes(name));
        var key = (place.Path, isInNames);
        if (!_tallies.TryGetValue(key, out var tally))
        {
            IsWhole &= _tallies.Count < MostPaths;
            if (_tallies.Count >= MostPaths)
                return !findings.IsEmpty;
            _tallies.Add(key, tally = new Tally());
        }

        tally.Of++;
        Span<bool> seen = stackalloc bool[Kinds.Length];
        foreach (var finding in findings)
            seen[(int)finding.Kind] = true;
        for (var kind = 0; kind < seen.Length; kind++)
            tally.Found[kind] += seen[kind] ? 1 : 0;
        return !findings.IsEmpty;
    }

    private sealed class Tally
    {
        public int Of { get; set; }

        public int[] Found { get; } = new int[Kinds.Length];
    }
}
