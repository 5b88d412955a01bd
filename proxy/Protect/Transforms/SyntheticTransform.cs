using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Transforms;

/// <summary>
/// A made-up value of a kind, which the key and the value decide: whatever the class, one value is always replaced by the same one. What is not
/// of its kind is replaced too, so that nothing of it shows. Stateless; allocates nothing.
/// </summary>
internal static class SyntheticTransform
{
    internal const int DrawNumbers = HmacKey.HashBytes / sizeof(uint);

    /// <summary>A text can be replaced by any kind, a number by a card number; all else is emptied.</summary>
    internal static bool Fits(SyntheticKind made, ScalarKind kind) =>
        kind == ScalarKind.Text || (kind == ScalarKind.Number && made == SyntheticKind.Pan);

    /// <summary>Appends it, of the kind that the text is of.</summary>
    internal static void Write(HmacKey key, SyntheticKind kind, ReadOnlySpan<byte> text, Scratch output)
    {
        switch (kind)
        {
            case SyntheticKind.Pan:
                SyntheticCard.Write(key, text, output);
                break;
            case SyntheticKind.Email:
                SyntheticPerson.WriteEmail(key, text, output);
                break;
            case SyntheticKind.Phone:
                SyntheticPhone.Write(key, text, output);
                break;
            case SyntheticKind.Name:
                SyntheticPerson.WriteName(key, text, output);
                break;
            default:
                SyntheticIban.Write(key, text, output);
                break;
        }
    }
}
