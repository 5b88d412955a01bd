using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Compliance.Rules.Documents;

/// <summary>
/// Reads <c>name: {file: PATH, earlier: [PATH]}</c>, <c>{env: NAME, earlier: [NAME]}</c>, or <c>{kms: SERVICE, kek: KEY, wrapped: TEXT, earlier: [TEXT]}</c>.
/// What may be a key itself is repeated in no message.
/// </summary>
internal static partial class KeyParser
{
    // 32 bytes.
    private const int LeastHexDigits = 64;
    private const int LeastBase64 = 44;
    private static readonly string[] OfServices = ["kek", "wrapped"];

    internal static KeyEntry Parse(Text name, YamlNode value, ProblemList problems)
    {
        if (MapReader.Open(value, Vocabulary.Key, problems) is not { } map)
            return new(name, null, null, []);
        var (file, variable, service, earlier) = (map.OptionalText("file"), map.OptionalText("env"), map.OptionalText("kms"), map.Texts("earlier"));
        if ((file is null ? 0 : 1) + (variable is null ? 0 : 1) + (service is null ? 0 : 1) != 1)
            problems.Error(name.Place, $"Key '{name}' has one source: write {{file: PATH}}, {{env: NAME}} or {{kms: SERVICE, kek: KEY, wrapped: TEXT}}.");
        if (service is not null)
            return ParseWrapped(new(name, null, null, earlier) { Service = service }, map);
        foreach (var alone in OfServices.Where(map.Has))
            problems.Error(map.PlaceOf(alone), $"'{alone}' speaks of a key that a key management service has wrapped; add 'kms', or remove it.");
        foreach (var place in earlier.Concat(new[] { file, variable }.OfType<Text>()))
            LookAt(place, isVariable: file is null, problems);
        return new(name, file, variable, earlier);
    }

    private static KeyEntry ParseWrapped(KeyEntry key, MapReader map)
    {
        var (wrappedBy, wrapped) = (map.RequiredText("kek"), map.RequiredText("wrapped"));
        if (wrappedBy is { } named && !WrappedKeyText.IsServiceKey(named.Value))
            map.Problems.Error(named.Place, WrappedKeyText.ServiceKeyIs);
        foreach (var text in key.Earlier.Concat(new[] { wrapped }.OfType<Text>()).Where(text => !WrappedKeyText.IsWrapped(text.Value)))
            map.Problems.Error(text.Place, WrappedKeyText.WrappedIs);
        return wrappedBy is null || wrapped is null ? key with { Service = null, Earlier = ImmutableArray<Text>.Empty } : key with { WrappedBy = wrappedBy, Wrapped = wrapped };
    }

    private static void LookAt(Text place, bool isVariable, ProblemList problems)
    {
        if (IsLikeAKey(place.Value))
            problems.Error(place.Place, "What stands here looks like a key itself, and a key does not stand in a policy, where all who read it have it. Make a new one ('compliance-proxy key new FILE'), and name its file.");
        else if (isVariable && !VariableName().IsMatch(place.Value))
            problems.Error(place.Place, "This is no name of an environment variable: it is made of letters, digits and '_', and does not begin with a digit.");
    }

    private static bool IsLikeAKey(string text) =>
        (text.Length >= LeastHexDigits && text.All(char.IsAsciiHexDigit)) || (text.Length >= LeastBase64 && text[^1] == '=' && Base64.IsValid(text));

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,254}$", RegexOptions.CultureInvariant)]
    private static partial Regex VariableName();
}
