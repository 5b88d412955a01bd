using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Reads <c>{access: deny, onError: reject, unknownSchema: reject|pass, unknownFields: drop|reject|pass, undeclaredPii}</c>, of which the first two can't be chosen.</summary>
internal static class DefaultsParser
{
    internal static readonly string[] UnknownSchemas = ["reject", "pass"];

    internal static readonly string[] UnknownFieldWords = ["drop", "reject", "pass"];

    internal static DefaultsEntry Parse(MapReader policy)
    {
        if (policy.Find("defaults") is not { } node || MapReader.Open(node, Vocabulary.Defaults, policy.Problems) is not { } map)
            return DefaultsEntry.Strict;
        if (map.OptionalText("access") is { } access && access.Value != "deny")
            map.Problems.Error(access.Place, "'access' is always 'deny': what no rule allows is denied. Write allow rules under 'access' instead.");
        if (map.OptionalText("onError") is { } error && error.Value != "reject")
            map.Problems.Error(error.Place, "'onError' is always 'reject' in this version: a record that can't be protected does not pass.");
        return new(
            map.OptionalText("unknownSchema") is { } schema ? ParseUnknownSchema(schema, map.Problems) : DefaultsEntry.Strict.UnknownSchema,
            map.OptionalText("unknownFields") is { } fields ? ParseUnknownFields(fields, map.Problems) : DefaultsEntry.Strict.UnknownFields,
            UndeclaredParser.Parse(map));
    }

    private static UnknownSchema ParseUnknownSchema(Text text, ProblemList problems)
    {
        switch (text.Value)
        {
            case "reject":
                break;
            case "pass":
                problems.Warning(text.Place, "'unknownSchema: pass' lets records through unprotected while the schema registry is away or does not know their schema; write 'reject' unless that is meant.");
                return UnknownSchema.Pass;
            case "maskAll":
                problems.Error(text.Place, "'unknownSchema: maskAll' can't be done: without its schema nobody knows where the fields of a value are. Write 'reject', or 'pass'.");
                break;
            default:
                problems.Error(text.Place, $"'unknownSchema' is 'reject' or 'pass', not '{text}'.");
                break;
        }

        return UnknownSchema.Reject;
    }

    private static UnknownFields ParseUnknownFields(Text text, ProblemList problems)
    {
        switch (text.Value)
        {
            case "drop":
                break;
            case "reject":
                return UnknownFields.Reject;
            case "pass":
                problems.Warning(text.Place, "'unknownFields: pass' leaves fields in Protobuf messages that their schema lacks; a protected value under a number that a later schema gave it is read in clear. Write 'drop' or 'reject' unless that is meant.");
                return UnknownFields.Pass;
            default:
                problems.Error(text.Place, $"'unknownFields' is 'drop', 'reject' or 'pass', not '{text}'.");
                break;
        }

        return UnknownFields.Drop;
    }
}
