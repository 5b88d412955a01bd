using Compliance.Protect.Ciphers;
using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Protect;

/// <summary>What stood in the way, in words that hold no byte of the value.</summary>
/// <param name="Kind">The cause.</param>
/// <param name="Path">The policy's own text of the path concerned; <c>$</c>: the value as a whole.</param>
/// <param name="Part">What of the record could not be read; null: its value.</param>
/// <param name="Found">What was found and not declared; null: that is not the cause.</param>
public readonly record struct ProtectFault(FaultKind Kind, string Path, RecordPart? Part = null, DetectedKind? Found = null)
{
    /// <summary>A sentence for logs, audit events and record errors.</summary>
    public string Text => Kind switch
    {
        FaultKind.Empty => $"{What} is empty, which no record of its format is",
        FaultKind.ByteOrderMark => $"{What} begins with a byte order mark, which JSON does not allow",
        FaultKind.InvalidUtf8 => $"{What} is not valid UTF-8",
        FaultKind.Malformed => $"{What} is not valid JSON",
        FaultKind.TooDeep => $"{What} is nested too deep",
        FaultKind.TrailingData => $"{What} holds more than one JSON document",
        FaultKind.InvalidText => $"{What} holds a string that is not Unicode text",
        FaultKind.TypeMismatch => $"{What} at {Where} is of a type that the policy's rule can't protect",
        FaultKind.KeyMissing => $"the key for the field at {Path} is not loaded",
        FaultKind.Forged => $"{What} at {Where} is encrypted by a key of the policy, and was changed since, or encrypted for another class or path",
        FaultKind.KeyWorn => $"the key for the field at {Path} has encrypted as often as it may (limits.maxKeyUses; 2^32 values at most, SP 800-38D); give the policy a new one, and name the old one under 'earlier'",
        FaultKind.Unframed => $"{What} names no schema, where the policy expects one that is registered",
        FaultKind.SchemaUnknown => $"{What}'s schema is not known: the schema registry is away, or does not know it, or it can't be used",
        FaultKind.OtherFormat => $"{What}'s schema is of another format than the policy expects",
        FaultKind.SchemaTooLarge => $"{What}'s schema has too many types to be followed with the policy's paths",
        FaultKind.SchemaMismatch => $"{What} is not what its schema says",
        FaultKind.MalformedCsv => $"{What} is not CSV as every reader understands it: a quote, or what follows one, is out of place",
        FaultKind.NoColumn => $"{What}'s lines have not the columns that the policy expects; a policy that names columns expects their names in the first line",
        FaultKind.Unfollowed => $"{What} holds a google.protobuf.Any of a type that its schema does not have, where the policy looks for fields; have the schema import the type, or redact or drop the Any by a path of its own",
        FaultKind.UnknownField => $"{What} has a field that its schema lacks, and a policy says 'unknownFields: reject'",
        FaultKind.OutsideAlphabet => $"{What} at {Where} holds what is neither of the token's alphabet nor a separator",
        FaultKind.DomainUnfit => $"{What} at {Where} has too few characters for a token (fewer than a million values could be meant), or more than {Ff1Key.MostNumerals}",
        FaultKind.Undeclared => $"{What} holds at {Where} what looks like {DetectorNames.Words(Found!.Value)}, and no class of the policy declares it there",
        FaultKind.SubjectMissing => $"{What} does not say, or not clearly, whose date it is that stands at {Where}",
        _ => "",
    };

    private string What => Part?.Words ?? "the value";

    private string Where => Part is { } part && Path.StartsWith(part.Prefix, StringComparison.Ordinal) ? Path[part.Prefix.Length..] : Path;
}
