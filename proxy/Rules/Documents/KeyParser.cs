using System.Buffers.Text;
using System.Text.RegularExpressions;

namespace Compliance.Rules.Documents;

/// <summary>Reads <c>name: {file: PATH, earlier: [PATH]}</c>, or <c>{env: NAME, earlier: [NAME]}</c>. What may be a key itself is repeated in no message.</summary>
internal static partial class KeyParser
{
    // 32 bytes.
    private const int LeastHexDigits = 64;
    private const int LeastBase64 = 44;

    internal static KeyEntry Parse(Text name, YamlNode value, ProblemList problems)
    {
        if (MapReader.Open(value, Vocabulary.Key, problems) is not { } map)
            return new(name, null, null, []);
        var (file, variable, earlier) = (map.OptionalText("file"), map.OptionalText("env"), map.Texts("earlier"));
        if (file is null == variable is null)
            problems.Error(name.Place, $"Key '{name}' has one source: write {{file: PATH}} or {{env: NAME}}.");
        foreach (var place in earlier.Concat(new[] { file, variable }.OfType<Text>()))
            LookAt(place, isVariable: file is null, problems);
        return new(name, file, variable, earlier);
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
