using System.Text.Json;
using Compliance.Fuzz.Engine;

namespace Compliance.Fuzz.Policy;

/// <summary>
/// A value before and after the protector of <see cref="JsonTarget"/>, member by member: <c>card</c> masked, <c>code</c> gone, <c>email</c>
/// empty, <c>pan</c> hashed, <c>text</c> a token, <c>digits</c> turned back and made a token again, at any depth; all else byte for byte.
/// </summary>
internal static class JsonCompare
{
    private const int Digits = 64;

    /// <param name="before">As it came.</param>
    /// <param name="after">As it left; the same as before where nothing was changed.</param>
    /// <param name="keepsNothing">Within a masked object or array: no character of a text is kept.</param>
    public static void Run(JsonElement before, JsonElement after, bool keepsNothing)
    {
        Expect(before.ValueKind == after.ValueKind || keepsNothing, "a value changed its type");
        switch (before.ValueKind)
        {
            case JsonValueKind.Object:
                Members(before, after, keepsNothing);
                break;
            case JsonValueKind.Array:
                Expect(before.GetArrayLength() == after.GetArrayLength(), "an array lost an element");
                using (var other = after.EnumerateArray().GetEnumerator())
                {
                    foreach (var element in before.EnumerateArray())
                    {
                        other.MoveNext();
                        Run(element, other.Current, keepsNothing);
                    }
                }

                break;
            default:
                if (keepsNothing)
                    Masked(before, after, keep: 0);
                else
                    Expect(before.GetRawText() == after.GetRawText(), "a value that nobody protects was changed");
                break;
        }
    }

    private static void Members(JsonElement before, JsonElement after, bool keepsNothing)
    {
        using var others = after.EnumerateObject().GetEnumerator();
        foreach (var member in before.EnumerateObject())
        {
            if (member.Name == "code")
                continue;
            Expect(others.MoveNext() && others.Current.Name == member.Name, "a member is missing");
            var value = others.Current.Value;
            switch (member.Name)
            {
                case "email":
                    Expect(value.GetRawText() is "\"\"" or "0" or "false" or "null" or "{}" or "[]", "an address is still there");
                    break;
                case "pan":
                    Hashed(member.Value, value);
                    break;
                case "text":
                    Token(member.Value, value);
                    break;
                case "digits":
                    Expect(value.ValueKind == JsonValueKind.String ? value.GetString() == member.Value.GetString() : value.GetRawText() == member.Value.GetRawText(), "a token was not made again");
                    break;
                case "card" when member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array:
                    Run(member.Value, value, keepsNothing: true);
                    break;
                case "card":
                    Masked(member.Value, value, keepsNothing ? 0 : 4);
                    break;
                default:
                    Run(member.Value, value, keepsNothing);
                    break;
            }
        }

        Expect(!others.MoveNext(), "a member was added, or one to be dropped is there");
    }

    private static void Hashed(JsonElement before, JsonElement after)
    {
        if (before.ValueKind == JsonValueKind.Null)
            Expect(after.ValueKind == JsonValueKind.Null, "a null became something");
        else
            Expect(after.ValueKind == JsonValueKind.String && after.GetString() is { Length: Digits } text && text.All(char.IsAsciiHexDigitLower), "a number is not hashed");
    }

    private static void Token(JsonElement before, JsonElement after)
    {
        if (before.ValueKind == JsonValueKind.Null)
            Expect(after.ValueKind == JsonValueKind.Null, "a null became something");
        else
            Expect(after.ValueKind == JsonValueKind.String && after.TryGetBytesFromBase64(out var token) && token.Length >= 16, "a text is no token");
    }

    private static void Masked(JsonElement before, JsonElement after, int keep)
    {
        switch (before.ValueKind)
        {
            case JsonValueKind.String:
                var (was, now) = (Elements(before), Elements(after));
                int kept = was.Count > keep ? keep : 0;
                Expect(now.Count == was.Count && now.Take(now.Count - kept).All(element => element == "*") && now.TakeLast(kept).SequenceEqual(was.TakeLast(kept)), "a text is not masked");
                break;
            case JsonValueKind.Number:
                Expect(after.GetRawText() == "0", "a number is not masked");
                break;
            case JsonValueKind.Null:
                Expect(after.ValueKind == JsonValueKind.Null, "a null became something");
                break;
            default:
                Expect(after.ValueKind == JsonValueKind.False, "a truth is not masked");
                break;
        }
    }

    private static List<string> Elements(JsonElement text)
    {
        var elements = new List<string>();
        var each = System.Globalization.StringInfo.GetTextElementEnumerator(text.GetString()!);
        while (each.MoveNext())
            elements.Add(each.GetTextElement());
        return elements;
    }

    private static void Expect(bool holds, string otherwise)
    {
        if (!holds)
            throw new OracleException(otherwise);
    }
}
