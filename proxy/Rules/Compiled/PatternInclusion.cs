using System.Numerics;

namespace Compliance.Rules.Compiled;

/// <summary>
/// Whether one pattern's names are all among another's, exactly: both are walked together as automata over the characters
/// that occur in them, a dot, and one that stands for all the rest. Only the checks of a policy ask it.
/// </summary>
internal static class PatternInclusion
{
    internal static bool Covers(NamePattern wide, NamePattern narrow)
    {
        var alphabet = Alphabet(wide, narrow);
        var seen = new HashSet<(int, BigInteger)>();
        var open = new Stack<(int Narrow, BigInteger Wide)>();
        Push(0, Closure(wide.Tokens, BigInteger.One));
        while (open.TryPop(out var pair))
        {
            if (pair.Narrow == narrow.Tokens.Length)
            {
                if ((pair.Wide & (BigInteger.One << wide.Tokens.Length)).IsZero)
                    return false;
                continue;
            }

            var token = narrow.Tokens[pair.Narrow];
            if (token.Repeats)
                Push(pair.Narrow + 1, pair.Wide);
            foreach (var c in alphabet)
            {
                if (token.Takes(c))
                    Push(token.Repeats ? pair.Narrow : pair.Narrow + 1, Step(wide.Tokens, pair.Wide, c));
            }
        }

        return true;

        void Push(int position, BigInteger states)
        {
            if (seen.Add((position, states)))
                open.Push((position, states));
        }
    }

    private static SortedSet<char> Alphabet(NamePattern wide, NamePattern narrow)
    {
        var characters = new SortedSet<char> { '.' };
        foreach (var token in wide.Tokens)
            characters.Add(token.Value);
        foreach (var token in narrow.Tokens)
            characters.Add(token.Value);
        characters.Remove('*');
        var rest = '\u0001';
        while (characters.Contains(rest))
            rest++;
        characters.Add(rest);
        return characters;
    }

    private static BigInteger Step(ReadOnlySpan<PatternToken> tokens, BigInteger states, char c)
    {
        var next = BigInteger.Zero;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!(states & (BigInteger.One << i)).IsZero && tokens[i].Takes(c))
                next |= BigInteger.One << (tokens[i].Repeats ? i : i + 1);
        }

        return Closure(tokens, next);
    }

    /// <summary>A wildcard may also take nothing.</summary>
    private static BigInteger Closure(ReadOnlySpan<PatternToken> tokens, BigInteger states)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Repeats && !(states & (BigInteger.One << i)).IsZero)
                states |= BigInteger.One << (i + 1);
        }

        return states;
    }
}
