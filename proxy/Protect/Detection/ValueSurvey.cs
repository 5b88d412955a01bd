using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Compliance.Protect.Framing;
using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Detection;

/// <summary>
/// Looks through sampled values for what nobody has declared, and counts it by path. Reads JSON, also behind the frame of a registered schema,
/// and Avro and Protobuf whose schemas it is given; all else is counted as unread. Keeps no value. One thread.
/// </summary>
/// <param name="schemas">Those that are known; null: none are.</param>
public sealed class ValueSurvey(SchemaCache? schemas = null)
{
    /// <summary>Of more, only those that came first are told apart.</summary>
    public const int MostPaths = 2_000;

    private static readonly DetectedKind[] Kinds = Enum.GetValues<DetectedKind>();
    private readonly TextDetector _detector = new();
    private readonly Dictionary<(string Path, bool IsInNames, ValueFormats Format), Tally> _tallies = [];
    private readonly FramedJson _framed = new(schemas);
    private readonly Stack<(SurveyPlace Place, string Name)> _open = new();
    private ValueFormats _format;

    /// <summary>Values with bytes.</summary>
    public int Values { get; private set; }

    /// <summary>Those of them that are in no format that is read here.</summary>
    public int Unread { get; private set; }

    /// <summary>Those whose schema is not known, without which they can't be read.</summary>
    public int WithoutSchema { get; private set; }

    /// <summary>False: there were more paths than are told apart.</summary>
    public bool IsWhole { get; private set; } = true;

    public ImmutableArray<SurveyedField> Fields => SurveyedField.Sort(
        from tally in _tallies
        from kind in Kinds
        where tally.Value.Found[(int)kind] > 0
        select new SurveyedField(tally.Key.Path, kind, tally.Value.Found[(int)kind], tally.Value.Of, tally.Key.IsInNames, tally.Key.Format));

    /// <param name="value">A record's value; not null.</param>
    /// <param name="schemaHeader">Its header by which clients name the schema; empty if it has none.</param>
    public void Add(ReadOnlySpan<byte> value, ReadOnlySpan<byte> schemaHeader = default)
    {
        Values++;
        var json = _framed.Read(value, schemaHeader, out _format, out var lacksSchema);
        // A message is shown with each of its fields' occurrences; one nested deeper than JSON may be is not.
        if (!lacksSchema && IsJson(json))
            Read(json);
        else if (lacksSchema)
            WithoutSchema++;
        else
            Unread++;
    }

    /// <summary>The schema by which a value says that it is written; null: it names none.</summary>
    public static SchemaId? SchemaOf(ReadOnlySpan<byte> value, ReadOnlySpan<byte> schemaHeader) =>
        ValueFrame.Read(value, schemaHeader) is { Kind: FrameKind.Registered, Id: { IsNone: false } id } ? id : null;

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
        Look(at, Encoding.UTF8.GetBytes(name), "", isInNames: true) || MemberNames.IsOneOfMany(Encoding.UTF8.GetBytes(name));

    private bool Look(SurveyPlace place, ReadOnlySpan<byte> text, string name, bool isInNames)
    {
        var findings = _detector.Find(text, Encoding.UTF8.GetBytes(name));
        var key = (place.Path, isInNames, _format);
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
