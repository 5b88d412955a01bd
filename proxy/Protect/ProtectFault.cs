using Compliance.Protect.Ciphers;

namespace Compliance.Protect;

/// <summary>What stood in the way, in words that hold no byte of the value.</summary>
/// <param name="Kind">The cause.</param>
/// <param name="Path">The policy's own text of the path concerned; <c>$</c>: the value as a whole.</param>
public readonly record struct ProtectFault(FaultKind Kind, string Path)
{
    /// <summary>A sentence for logs, audit events and record errors.</summary>
    public string Text => Kind switch
    {
        FaultKind.Empty => "the value is empty, which no record of its format is",
        FaultKind.ByteOrderMark => "the value begins with a byte order mark, which JSON does not allow",
        FaultKind.InvalidUtf8 => "the value is not valid UTF-8",
        FaultKind.Malformed => "the value is not valid JSON",
        FaultKind.TooDeep => "the value is nested too deep",
        FaultKind.TrailingData => "the value holds more than one JSON document",
        FaultKind.InvalidText => "the value holds a string that is not Unicode text",
        FaultKind.TypeMismatch => $"the value at {Path} is of a type that the policy's rule can't protect",
        FaultKind.KeyMissing => $"the key for the field at {Path} is not loaded",
        FaultKind.Unframed => "the value names no schema, where the policy expects one that is registered",
        FaultKind.SchemaUnknown => "the value's schema is not known: the schema registry is away, or does not know it, or it can't be used",
        FaultKind.OtherFormat => "the value's schema is of another format than the policy expects",
        FaultKind.SchemaTooLarge => "the value's schema has too many types to be followed with the policy's paths",
        FaultKind.SchemaMismatch => "the value is not what its schema says",
        FaultKind.MalformedCsv => "the value is not CSV as every reader understands it: a quote, or what follows one, is out of place",
        FaultKind.NoColumn => "the value's lines have not the columns that the policy expects; a policy that names columns expects their names in the first line",
        FaultKind.Unfollowed => "the value holds a google.protobuf.Any where the policy looks for fields; nothing can be found in it, so redact or drop it by a path of its own",
        FaultKind.OutsideAlphabet => $"the value at {Path} holds what is neither of the token's alphabet nor a separator",
        FaultKind.DomainUnfit => $"the value at {Path} has too few characters for a token (fewer than a million values could be meant), or more than {Ff1Key.MostNumerals}",
        FaultKind.SubjectMissing => $"the value does not say, or not clearly, whose date it is that stands at {Path}",
        _ => "",
    };
}
