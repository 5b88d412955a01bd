using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Compliance.Rules.Compiled.Rows;

/// <summary>
/// Reads
/// <code>
///   any = all {"or" all};   all = one {"and" one};   one = "not" one | "(" any ")" | "exists" what | what [relation]
///   relation = ("=" | "==" | "!=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;=") literal | ["not"] "in" "[" literal {"," literal} "]"
///   what = "value" path | "key" | "header" "[" quoted "]";   literal = quoted | number | "true" | "false" | "null"
/// </code>
/// Bounded in length, depth and number of operands. One use per instance.
/// </summary>
internal ref struct RowPredicateParser(string text)
{
    private const int MaxCharacters = 1000;
    private const int MaxDepth = 16;
    private const int MaxOperands = 32;
    private const int MaxValues = 200;

    private readonly List<RowOperand> _operands = [];
    private RowLexer _words = new(text);
    private int _depth;

    internal string Error { get; private set; } = "";

    internal RowPredicate? Parse()
    {
        if (text.Length > MaxCharacters)
        {
            Error = $"it has {text.Length} characters, at most {MaxCharacters} are read";
            return null;
        }

        _words.Next();
        var test = Any();
        if (Error.Length == 0 && _words.Kind != RowWord.End)
            Fail($"'{_words.Text}' does not belong here; join questions with 'and' or 'or'");
        return Error.Length == 0 ? Assemble(test) : null;
    }

    /// <summary>With the operands of the value first, and each of them once.</summary>
    private readonly RowPredicate Assemble(RowTest test)
    {
        var ordered = _operands.OrderBy(o => o.Source != RowSource.Value).ToImmutableArray();
        var moved = _operands.Select(o => ordered.IndexOf(o)).ToArray();
        return new(Renumber(test, moved), ordered);
    }

    private static RowTest Renumber(RowTest test, int[] moved) => test switch
    {
        RowAnd and => new RowAnd([.. and.All.Select(t => Renumber(t, moved))]),
        RowOr or => new RowOr([.. or.Any.Select(t => Renumber(t, moved))]),
        RowNot not => new RowNot(Renumber(not.Test, moved)),
        RowExists exists => exists with { Operand = moved[exists.Operand] },
        RowIn among => among with { Operand = moved[among.Operand] },
        RowOrdered ordered => ordered with { Operand = moved[ordered.Operand] },
        _ => test,
    };

    private RowTest Any()
    {
        var parts = ImmutableArray.CreateBuilder<RowTest>();
        if (++_depth > MaxDepth)
            Fail($"it is nested deeper than {MaxDepth} levels");
        do
            parts.Add(All());
        while (Error.Length == 0 && _words.Take("or"));
        _depth--;
        return parts.Count == 1 ? parts[0] : new RowOr(parts.ToImmutable());
    }

    private RowTest All()
    {
        var parts = ImmutableArray.CreateBuilder<RowTest>();
        do
            parts.Add(One());
        while (Error.Length == 0 && _words.Take("and"));
        return parts.Count == 1 ? parts[0] : new RowAnd(parts.ToImmutable());
    }

    private RowTest One()
    {
        var isNot = false;
        while (_words.Take("not"))
            isNot = !isNot;
        RowTest test;
        if (_words.Take("("))
        {
            test = Error.Length == 0 ? Any() : new RowAnd([]);
            Expect(")");
        }
        else
        {
            test = _words.Take("exists") ? new RowExists(What()) : Relation(What());
        }

        return isNot ? new RowNot(test) : test;
    }

    private RowTest Relation(int operand)
    {
        if (_words.Take("=") || _words.Take("=="))
            return new RowIn(operand, [Literal()]);
        if (_words.Take("!="))
            return new RowNot(new RowIn(operand, [Literal()]));
        if (_words.Take("in"))
            return new RowIn(operand, Literals());
        if (_words.Take("not"))
        {
            Expect("in");
            return new RowNot(new RowIn(operand, Literals()));
        }

        foreach (var (sign, below, same) in new[] { ("<", true, false), ("<=", true, true), (">", false, false), (">=", false, true) })
        {
            if (_words.Take(sign))
                return new RowOrdered(operand, OrderedLiteral(), below, same);
        }

        // Alone it asks whether it is true.
        return new RowIn(operand, [RowLiteral.True]);
    }

    private int What()
    {
        RowOperand? operand = null;
        var path = _words.Path;
        if (_words.Kind == RowWord.Value)
            operand = Value(path);
        else if (_words.Kind == RowWord.Header)
            operand = new(RowSource.Header, null, Encoding.UTF8.GetBytes(path));
        else if (_words.Kind == RowWord.Word && _words.Text == "key")
            operand = new(RowSource.Key, null, default);
        if (operand is null)
        {
            Fail(_words.Kind == RowWord.End ? "something is missing at its end; ask about value.NAME, key or header['NAME']" : $"'{_words.Text}' is nothing to ask about; write value.NAME, key or header['NAME']");
            return 0;
        }

        _words.Next();
        var known = _operands.FindIndex(o => o.Source == operand.Source && o.Path?.Text == operand.Path?.Text && o.Header.Span.SequenceEqual(operand.Header.Span));
        if (known >= 0)
            return known;
        if (_operands.Count == MaxOperands)
            Fail($"it looks at more than {MaxOperands} places");
        _operands.Add(operand);
        return _operands.Count - 1;
    }

    private RowOperand? Value(string path)
    {
        var parsed = FieldPath.Parse("$" + path, out var error);
        if (parsed is null)
            Fail($"'value{path}' is no path: {error}");
        else if (!parsed.IsSingle)
            Fail($"'value{path}' can lead to several places; write a path without '..', '[*]' and braces");
        return parsed is { IsSingle: true } ? new(RowSource.Value, parsed, default) : new(RowSource.Key, null, default);
    }

    private ImmutableArray<RowLiteral> Literals()
    {
        var values = ImmutableArray.CreateBuilder<RowLiteral>();
        Expect("[");
        do
            values.Add(Literal());
        while (Error.Length == 0 && values.Count <= MaxValues && _words.Take(","));
        if (values.Count > MaxValues)
            Fail($"more than {MaxValues} values between brackets");
        Expect("]");
        return values.ToImmutable();
    }

    private RowLiteral OrderedLiteral()
    {
        var at = _words.At;
        var literal = Literal();
        if (Error.Length == 0 && literal.Kind is not (FactKind.Text or FactKind.Number))
            Fail("true, false and null are neither less nor more than anything; compare with a text or a number", at);
        return literal;
    }

    private RowLiteral Literal()
    {
        var literal = _words.Kind switch
        {
            RowWord.Quoted => new RowLiteral(FactKind.Text, Encoding.UTF8.GetBytes(_words.Text), 0),
            RowWord.Number when decimal.TryParse(_words.Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => new RowLiteral(FactKind.Number, [], number),
            RowWord.Word when _words.Text == "true" => RowLiteral.True,
            RowWord.Word when _words.Text == "false" => RowLiteral.False,
            RowWord.Word when _words.Text == "null" => RowLiteral.Null,
            _ => null,
        };
        if (literal is null)
            Fail("a value is missing; write a text in quotes, a number, true, false or null");
        _words.Next();
        return literal ?? RowLiteral.Null;
    }

    private void Expect(string word)
    {
        if (!_words.Take(word))
            Fail($"'{word}' is missing");
    }

    private void Fail(string what) => Fail(what, _words.At);

    private void Fail(string what, int at)
    {
        if (Error.Length == 0)
            Error = $"at character {at + 1}: {what}";
    }
}
