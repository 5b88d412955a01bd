using System.Text;
using Compliance.Protect.Formats.Protobuf.Types;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Protobuf;

/// <summary>What a plan does to the content of a <c>google.protobuf.Any</c>, by the type that it names. Complete once compiled; shared by all threads.</summary>
internal sealed class AnyPlan
{
    internal const int TypeNumber = 1;
    internal const int ValueNumber = 2;
    private const int LongestName = 512;

    private readonly Dictionary<string, FieldAction> _types = new(StringComparer.Ordinal);

    /// <summary>Of fields that neither the Any nor its content has.</summary>
    internal required UnknownFields Unknown { get; init; }

    /// <summary>Where the schema does not have the type.</summary>
    internal required FieldAction Other { get; init; }

    /// <summary>The field that holds the content; the actions are about it.</summary>
    internal static FieldType ValueOf(MessageType any) => any.Find(ValueNumber)!;

    /// <param name="name">With a dot before it, as descriptors have it.</param>
    /// <param name="action">What is done to the content.</param>
    internal void Add(string name, FieldAction action) => _types.Add(name[1..], action);

    /// <param name="url">Its name is what follows the last slash.</param>
    internal FieldAction Of(ReadOnlySpan<byte> url)
    {
        var name = url[(url.LastIndexOf((byte)'/') + 1)..];
        if (name.Length > LongestName)
            return Other;
        Span<char> text = stackalloc char[LongestName];
        return Encoding.UTF8.TryGetChars(name, text, out var length) && _types.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[..length], out var action) ? action : Other;
    }
}
