using System.Text;
using Compliance.Rules.Compiled.Rows;
using CsCheck;

namespace Compliance.Rules.Tests.Compiled;

/// <summary>Predicates: what they mean, what is unknown, and what is none.</summary>
public sealed class RowPredicateTests
{
    [Theory]
    [InlineData("value.a = 'x'", "x", Truth.True)]
    [InlineData("value.a == \"x\"", "x", Truth.True)]
    [InlineData("value.a = 'y'", "x", Truth.False)]
    [InlineData("value.a != 'y'", "x", Truth.True)]
    [InlineData("value.a in ['x', 'y']", "x", Truth.True)]
    [InlineData("value.a in ['z']", "x", Truth.False)]
    [InlineData("value.a not in ['z']", "x", Truth.True)]
    [InlineData("not value.a in ['x']", "x", Truth.False)]
    [InlineData("value.a < 'y'", "x", Truth.True)]
    [InlineData("value.a >= 'x'", "x", Truth.True)]
    [InlineData("value.a > 'x'", "x", Truth.False)]
    [InlineData("value.a = 1", "x", Truth.Unknown)]
    [InlineData("value.a != 1", "x", Truth.Unknown)]
    [InlineData("value.a < 1", "x", Truth.Unknown)]
    [InlineData("value.a = true", "x", Truth.Unknown)]
    [InlineData("value.a = null", "x", Truth.False)]
    [InlineData("value.a", "x", Truth.Unknown)]
    [InlineData("exists value.a", "x", Truth.True)]
    [InlineData("not exists value.a", "x", Truth.False)]
    public void Of_a_text(string predicate, string text, Truth truth) => Assert.Equal(truth, Ask(predicate, (FactKind.Text, text)));

    [Theory]
    [InlineData("value.a = 10", "10.0", Truth.True)]
    [InlineData("value.a = 10", "1e1", Truth.True)]
    [InlineData("value.a < 10.5", "10", Truth.True)]
    [InlineData("value.a <= -1", "-1", Truth.True)]
    [InlineData("value.a > -1", "-1", Truth.False)]
    [InlineData("value.a in [1, 2]", "2", Truth.True)]
    [InlineData("value.a = 10", "1e400", Truth.Unknown)]
    [InlineData("value.a = '10'", "10", Truth.Unknown)]
    public void Of_a_number(string predicate, string number, Truth truth) => Assert.Equal(truth, Ask(predicate, (FactKind.Number, number)));

    [Theory]
    [InlineData("value.a", FactKind.True, Truth.True)]
    [InlineData("value.a", FactKind.False, Truth.False)]
    [InlineData("value.a = false", FactKind.False, Truth.True)]
    [InlineData("not value.a", FactKind.False, Truth.True)]
    [InlineData("value.a", FactKind.Null, Truth.False)]
    [InlineData("value.a = null", FactKind.Null, Truth.True)]
    [InlineData("value.a != null", FactKind.Null, Truth.False)]
    [InlineData("exists value.a", FactKind.Null, Truth.False)]
    [InlineData("value.a", FactKind.Absent, Truth.Unknown)]
    [InlineData("not value.a", FactKind.Absent, Truth.Unknown)]
    [InlineData("value.a = null", FactKind.Absent, Truth.Unknown)]
    [InlineData("value.a != 'x'", FactKind.Absent, Truth.Unknown)]
    [InlineData("exists value.a", FactKind.Absent, Truth.False)]
    [InlineData("not exists value.a or not value.a", FactKind.Absent, Truth.True)]
    [InlineData("exists value.a", FactKind.Structure, Truth.True)]
    [InlineData("value.a = 'x'", FactKind.Structure, Truth.Unknown)]
    [InlineData("exists value.a", FactKind.Unclear, Truth.Unknown)]
    [InlineData("value.a in ['x', null]", FactKind.Unclear, Truth.Unknown)]
    public void Of_what_has_no_text(string predicate, FactKind kind, Truth truth) => Assert.Equal(truth, Ask(predicate, (kind, "")));

    [Theory]
    [InlineData("value.a or value.b and value.c", true)]
    [InlineData("(value.a or value.b) and value.c", false)]
    [InlineData("not (value.b or value.c)", true)]
    [InlineData("not not value.a", true)]
    [InlineData("not value.b and value.a", true)]
    public void And_binds_more_than_or_and_not_more_than_both(string predicate, bool holds) =>
        Assert.Equal(holds ? Truth.True : Truth.False, Ask(predicate, (FactKind.True, ""), (FactKind.False, ""), (FactKind.False, "")));

    [Fact]
    public void It_looks_at_value_key_and_headers_and_at_each_once()
    {
        var predicate = Parse("header['x-region'] = 'EU' and value['a b'][0].c = 1 and (key = 'k' or value['a b'][0].c = 2) and value.z");

        Assert.Equal(["value['a b'][0].c", "value.z", "x-region", "key"], predicate.Operands.Select(o => o.Source switch
        {
            RowSource.Value => "value" + o.Path!.Text[1..],
            RowSource.Key => "key",
            _ => Encoding.UTF8.GetString(o.Header.Span),
        }));
        Assert.Equal(2, predicate.Paths.Length);
    }

    [Theory]
    [InlineData("", "something is missing at its end")]
    [InlineData("value", "'value' is nothing to ask about; write value.NAME, key or header['NAME']")]
    [InlineData("region = 'DE'", "at character 1: 'region' is nothing to ask about")]
    [InlineData("value.a =", "a value is missing")]
    [InlineData("value.a = DE", "at character 11: a value is missing; write a text in quotes")]
    [InlineData("value.a = 'DE", "a value is missing")]
    [InlineData("value.a ~ 'x'", "at character 9: '~' does not belong here")]
    [InlineData("value.a = 'x' value.b", "'value.b' does not belong here; join questions with 'and' or 'or'")]
    [InlineData("value.a in 'x'", "'[' is missing")]
    [InlineData("value.a in ['x'", "']' is missing")]
    [InlineData("value.a in []", "a value is missing")]
    [InlineData("value.a not 'x'", "'in' is missing")]
    [InlineData("(value.a", "')' is missing")]
    [InlineData("value.a and", "something is missing at its end")]
    [InlineData("value.a < true", "neither less nor more")]
    [InlineData("value..a", "can lead to several places")]
    [InlineData("value.a[*]", "can lead to several places")]
    [InlineData("value.{a,b}", "no path")]
    [InlineData("value.a[ = 1", "no path")]
    [InlineData("header[x]", "nothing to ask about")]
    [InlineData("header['x'", "nothing to ask about")]
    [InlineData("header['']", "nothing to ask about")]
    [InlineData("value.a = 1.2.3", "a value is missing")]
    public void What_is_none_is_refused_with_its_place(string text, string why)
    {
        Assert.Null(RowPredicate.Parse(text, out var error));
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_bounded_in_length_depth_places_and_values()
    {
        Refuses(new string('(', 17) + "key" + new string(')', 17), "nested deeper than 16");
        Refuses(string.Join(" or ", Enumerable.Range(0, 33).Select(i => $"value.a{i}")), "more than 32 places");
        Refuses($"key in [{string.Join(',', Enumerable.Repeat("1", 201))}]", "more than 200 values");
        Refuses(new string(' ', 1001), "1001 characters");
        Parse(string.Concat(Enumerable.Repeat("not ", 240)) + "key");

        static void Refuses(string text, string why)
        {
            Assert.Null(RowPredicate.Parse(text, out var error));
            Assert.Contains(why, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Any_text_is_read_or_refused() =>
        Gen.OneOf("value", ".a", "[0]", "['x']", " and ", " or ", " not ", "(", ")", "=", "<", "'t'", "\"", "12", "-", "in", "[", "]", ",", "key", "header", "exists ", "é", " ").Array[0, 20]
            .Select(string.Concat)
            .Sample(text => RowPredicate.Parse(text, out var error) is null == error.Length > 0, iter: 5000);

    [Fact]
    public void Asking_allocates_nothing()
    {
        var predicate = Parse("value.a in ['x', 'y'] and not (value.b < 10 or exists value.c)");
        Fact[] facts = [new(FactKind.Text, 0, 1), new(FactKind.Number, 1, 2), new(FactKind.Absent, 0, 0)];
        var truth = predicate.Ask(new(facts, "y12"u8));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            truth &= predicate.Ask(new(facts, "y12"u8));

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(Truth.True, truth);
    }

    private static Truth Ask(string predicate, params (FactKind Kind, string Text)[] found)
    {
        var text = new List<byte>();
        var facts = new List<Fact>();
        foreach (var (kind, words) in found)
        {
            facts.Add(new(kind, text.Count, words.Length));
            text.AddRange(Encoding.UTF8.GetBytes(words));
        }

        // Of value.a the first, of value.b the second.
        var parsed = Parse(predicate);
        return parsed.Ask(new(parsed.Operands.Select(o => facts[o.Path!.Text[^1] - 'a']).ToArray(), text.ToArray()));
    }

    private static RowPredicate Parse(string text)
    {
        var predicate = RowPredicate.Parse(text, out var error);
        Assert.Equal("", error);
        return predicate!;
    }
}
