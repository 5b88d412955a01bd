using System.Text;

namespace Compliance.Rules.Compiled;

/// <summary>What of a record a rule speaks of: its value, its key, or its headers of one name or pattern. Immutable; equal to another that is written alike.</summary>
public sealed record RecordPart
{
    private const string HeaderPrefix = "header:";

    private RecordPart(string name, string? header)
    {
        Name = name;
        Header = header;
    }

    public static RecordPart Value { get; } = new("value", null);

    public static RecordPart Key { get; } = new("key", null);

    /// <summary>As policies write it: <c>value</c>, <c>key</c>, <c>header:NAME</c>, in which <c>*</c> stands for any characters.</summary>
    public string Name { get; }

    /// <summary>Null: it is no header.</summary>
    public string? Header { get; }

    /// <summary>It is about all headers whose names fit.</summary>
    public bool IsPattern => Header is not null && Header.Contains('*', StringComparison.Ordinal);

    public bool IsValue => Header is null && Name == Value.Name;

    /// <summary>What stands before a path in it, where a path in a value has nothing.</summary>
    public string Prefix => IsValue ? "" : Name + ":";

    /// <summary>In a sentence.</summary>
    public string Words => Header is null ? $"the {Name}" : $"the header '{Header}'";

    /// <summary>It is about all that the other is about.</summary>
    internal bool Covers(RecordPart other) =>
        this == other || (IsPattern && other.Header is { } name && (other.IsPattern
            ? NamePattern.ParseFree(Header!).Covers(NamePattern.ParseFree(name))
            : HeaderName.Of(Header!).Takes(Encoding.UTF8.GetBytes(name))));

    /// <summary>Of two patterns: some name fits both.</summary>
    internal bool Meets(RecordPart other) => NamePattern.ParseFree(Header!).Meets(NamePattern.ParseFree(other.Header!));

    /// <summary>Null: the text is none.</summary>
    public static RecordPart? Parse(string text) => text switch
    {
        "value" => Value,
        "key" => Key,
        _ when text.Length > HeaderPrefix.Length && text.StartsWith(HeaderPrefix, StringComparison.Ordinal) => OfHeader(text[HeaderPrefix.Length..]),
        _ => null,
    };

    public static RecordPart OfHeader(string name) => new(HeaderPrefix + name, name);

    public override string ToString() => Name;
}
