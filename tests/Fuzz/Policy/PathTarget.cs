using System.Buffers;
using System.Text;
using Compliance.Fuzz.Engine;
using Compliance.Rules.Compiled;

namespace Compliance.Fuzz.Policy;

/// <summary>Paths of fields. One is refused with a reason, or has steps within the bounds; written again by its steps, it means the same.</summary>
internal sealed class PathTarget : Target
{
    private const int LongestPath = 512;
    private static readonly SearchValues<byte> Reserved = SearchValues.Create(".[]{},'\"*$ \t\r\n"u8);

    public override string Name => "path";
    public override int Share => 30;

    public override IReadOnlyList<byte[]> Words { get; } =
        [.. new[] { "$", ".", "..", "[", "]", "[*]", "[0]", "['a']", "[\"b\"]", "{", "}", "{a,b}", ",", " ", "name", "é", "[99999999999]", "'", "\"", "*", "\0" }.Select(Encoding.UTF8.GetBytes)];

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        string text = Encoding.UTF8.GetString(input.Span);
        probe.Begin();
        var path = FieldPath.Parse(text, out string error);
        probe.End(16_384 + (64L * input.Length));
        Demand(path is null == error.Length > 0, "a path and an error, or neither");
        probe.Count(path is null ? "refused" : "path");
        if (path is null)
            return;
        Demand(path.Text == text && (path.Segments.Length > 0 || text == FieldPath.Whole) && path.Segments.Length <= 32, "a path out of bounds");
        // What was quoted may be a name that can't stand without quotes.
        if (path.Segments.SelectMany(segment => segment.Names).Any(name => name.AsSpan().ContainsAny(Reserved)))
            return;
        string plain = string.Concat(path.Segments.Select(Written));
        var again = FieldPath.Parse("$" + plain, out _);
        Demand(plain.Length >= LongestPath || again is not null && string.Concat(again.Segments.Select(Written)) == plain, "a path does not mean what its steps say");
    }

    protected override IReadOnlyList<Sample> MakeSamples() =>
        [.. new[] { "$.card", "$..email", "$.list[*].pan", "$.a['b c'][3]", "$.{a, b}.c", "card.number", "$..{x,y}[*]" }.Select(text => new Sample(Encoding.UTF8.GetBytes(text)))];

    private static string Written(PathSegment segment)
    {
        if (segment.Names.IsEmpty)
            return segment.Index < 0 ? "[*]" : $"[{segment.Index}]";
        string names = string.Join(",", segment.Names.Select(Encoding.UTF8.GetString));
        return (segment.Anywhere ? ".." : ".") + (segment.Names.Length == 1 ? names : $"{{{names}}}");
    }
}
