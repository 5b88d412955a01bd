using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>
/// Where a field is inside a JSON value: <c>$.a.b</c> or <c>a.b</c>, <c>a['b.c']</c>, <c>a[*].b</c>, <c>a[0]</c>, <c>$..b</c> (at any depth),
/// <c>$.a.{b,c}</c> (either). Names are compared exactly, after unescaping. Immutable; equal to another that is written alike.
/// </summary>
public sealed class FieldPath : IEquatable<FieldPath>
{
    /// <summary>The value itself.</summary>
    public const string Whole = "$";

    internal FieldPath(string text, ImmutableArray<PathSegment> segments)
    {
        Text = text;
        Segments = segments;
    }

    /// <summary>As the policy writes it; the name under which the field stands in audit events.</summary>
    public string Text { get; }

    public ImmutableArray<PathSegment> Segments { get; }

    /// <summary>It leads to all that a schema tags so, wherever that is, and has no segments; null: it is written as a path.</summary>
    public string? Tag { get; private init; }

    /// <summary>It leads to one place: through members of one name each and elements of one index.</summary>
    internal bool IsSingle => Tag is null && Segments.All(s => !s.Anywhere && (s.IsMember ? s.Names.Length == 1 : s.Index >= 0));

    /// <summary>It tells elements of a list apart.</summary>
    public bool HasIndex => Segments.Any(s => s is { IsMember: false, Index: >= 0 });

    public static FieldPath OfTag(string tag) => new($"tag:{tag}", []) { Tag = tag };

    /// <summary>Null, and what is wrong with it, when the text is no path.</summary>
    public static FieldPath? Parse(string text, out string error)
    {
        var parser = new FieldPathParser(text);
        var path = parser.Parse();
        error = parser.Error;
        return path;
    }

    public bool Equals(FieldPath? other) => Text == other?.Text && Tag == other.Tag;

    public override bool Equals(object? obj) => Equals(obj as FieldPath);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>A member's name can stand in a path as it is; others take quotes.</summary>
    public static bool IsPlain(string name) => name.Length > 0 && !name.AsSpan().ContainsAny(FieldPathParser.Reserved);

    public override string ToString() => Text;
}
