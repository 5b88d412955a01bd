namespace Compliance.Rules.Compiled;

/// <summary>
/// Whether one pattern's names are all among another's, exactly: both are walked together as automata over the characters
/// that occur in them, a dot, and one that stands for all the rest. Asked where policies are checked and compared. One use per instance.
/// </summary>
internal sealed class PatternInclusion
{
    private readonly PatternStates _repeats;
    private readonly Dictionary<char, PatternStates> _takes = [];
    private readonly HashSet<(int, PatternStates)> _seen = [];
    private readonly Stack<(int Narrow, PatternStates Wide)> _open = new();

    private PatternInclusion(NamePattern wide, IEnumerable<char> alphabet)
    {
        for (var i = 0; i < wide.Tokens.Length; i++)
            _repeats = wide.Tokens[i].Repeats ? _repeats | PatternStates.Of(i) : _repeats;
        foreach (var c in alphabet)
        {
            var takes = default(PatternStates);
            for (var i = 0; i < wide.Tokens.Length; i++)
                takes = wide.Tokens[i].Takes(c) ? takes | PatternStates.Of(i) : takes;
            _takes.Add(c, takes);
        }
    }

    /// <summary>False too of a pattern that is longer than any may be.</summary>
    internal static bool Covers(NamePattern wide, NamePattern narrow) =>
        wide.Tokens.Length < PatternStates.Most && narrow.Tokens.Length < PatternStates.Most && new PatternInclusion(wide, Alphabet(wide, narrow)).Takes(narrow.Tokens, PatternStates.Of(wide.Tokens.Length));

    private bool Takes(ReadOnlySpan<PatternToken> narrow, PatternStates end)
    {
        Push(0, Closure(PatternStates.Start));
        while (_open.TryPop(out var pair))
        {
            if (pair.Narrow == narrow.Length)
            {
                if ((pair.Wide & end).IsEmpty)
                    return false;
                continue;
            }

            var token = narrow[pair.Narrow];
            if (token.Repeats)
                Push(pair.Narrow + 1, pair.Wide);
            foreach (var (c, takes) in _takes)
            {
                if (token.Takes(c))
                    Push(token.Repeats ? pair.Narrow : pair.Narrow + 1, Step(pair.Wide & takes));
            }
        }

        return true;
    }

    private void Push(int position, PatternStates states)
    {
        if (_seen.Add((position, states)))
            _open.Push((position, states));
    }

    private PatternStates Step(PatternStates taking)
    {
        var repeating = taking & _repeats;
        var moving = new PatternStates(taking.A ^ repeating.A, taking.B ^ repeating.B, taking.C ^ repeating.C, taking.D ^ repeating.D);
        return Closure(repeating | moving.Next);
    }

    /// <summary>A wildcard may also take nothing; two of them never stand side by side.</summary>
    private PatternStates Closure(PatternStates states) => states | (states & _repeats).Next;

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
}
