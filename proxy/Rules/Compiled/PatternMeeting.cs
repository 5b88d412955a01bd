namespace Compliance.Rules.Compiled;

/// <summary>Whether some name fits both of two patterns, exactly. Only the checks of a policy ask it.</summary>
internal static class PatternMeeting
{
    internal static bool Meet(NamePattern one, NamePattern other)
    {
        var a = one.Tokens;
        var b = other.Tokens;
        for (var i = 0; i < a.Length && i < b.Length && !a[i].Repeats && !b[i].Repeats; i++)
        {
            if (a[i].Value != b[i].Value)
                return false;
        }

        // Whether the tokens before i of one and before j of the other can have taken the same characters.
        var met = new bool[a.Length + 1, b.Length + 1];
        met[0, 0] = true;
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (!met[i, j])
                    continue;
                // A wildcard may take nothing, or the other's next character and stay.
                if (i < a.Length && a[i].Repeats)
                {
                    met[i + 1, j] = true;
                    if (j < b.Length && !b[j].Repeats && a[i].Takes(b[j].Value))
                        met[i, j + 1] = true;
                }

                if (j < b.Length && b[j].Repeats)
                {
                    met[i, j + 1] = true;
                    if (i < a.Length && !a[i].Repeats && b[j].Takes(a[i].Value))
                        met[i + 1, j] = true;
                }

                if (i < a.Length && j < b.Length && !a[i].Repeats && !b[j].Repeats && a[i].Value == b[j].Value)
                    met[i + 1, j + 1] = true;
            }
        }

        return met[a.Length, b.Length];
    }
}
