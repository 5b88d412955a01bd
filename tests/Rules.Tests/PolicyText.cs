using Compliance.Rules.Compiled;

namespace Compliance.Rules.Tests;

/// <summary>A small sound policy, of which tests replace a part, and what loading it gives.</summary>
internal static class PolicyText
{
    internal const string File = "shop.yaml";

    internal const string Sound = """
        schema: policy/v1
        policy: {id: shop, title: Shop, owner: dpo@shop.example}
        people:
          tills: {principals: ["User:till-*"]}
          analysts: {principals: ["User:bi-*"]}
          fraud: {principals: ["User:fraud"]}
        purposes:
          case: {basis: GDPR 6, people: [fraud]}
        classes:
          card: {find: [{topics: "payments.**", path: $.card.number}]}
        keys:
          pan: {file: keys/pan.key}
        protect:
          - id: P1
            class: card
            when: consume
            do: {mask: {keepLast: 4}}
            except: [{people: fraud, do: reveal, until: 2030-01-01, ticket: T-1, approvedBy: ciso}]
        access:
          - {id: A1, allow: [read], topics: "payments.**", consumerGroups: "bi-**", people: [analysts, fraud]}
          - {id: A2, allow: [write], topics: "payments.**", people: tills}
        tests:
          - name: masked
            as: {principal: "User:bi-1", group: bi-x}
            read: {topic: payments.eu, value: {card: {number: "4111111111111111"}}}
            expect: {by: [A1, P1]}
          - name: written
            as: {principal: "User:till-1"}
            write: {topic: payments.eu}
            expect: {by: [A2]}
        """;

    /// <summary>The sound policy with one part of its text replaced; fails where the part is not there.</summary>
    internal static string With(string part, string replacement)
    {
        Assert.Contains(part, Sound);
        return Sound.Replace(part, replacement, StringComparison.Ordinal);
    }

    internal static IReadOnlyList<Problem> Problems(string text, DateTimeOffset? now = null) => PolicyLoader.Load([(File, text)], now).Problems;

    internal static RuleSet Rules(params string[] texts)
    {
        var (rules, problems) = PolicyLoader.Load(texts.Select((text, i) => ($"{i}.yaml", text)));
        Assert.DoesNotContain(problems, p => p.Severity == Severity.Error);
        return rules!;
    }

    /// <summary>The one error that the text gives, and where it stands.</summary>
    internal static Problem OnlyError(string text) => Assert.Single(Problems(text), p => p.Severity == Severity.Error);

    internal static Problem OnlyWarning(string text, DateTimeOffset? now = null)
    {
        // The sound policy has a key and a purpose to spare, which tests put to use.
        var problem = Assert.Single(Problems(text, now), p => !p.Text.StartsWith("Key 'pan' is used by no rule", StringComparison.Ordinal) && !p.Text.Contains("purpose 'case', so", StringComparison.Ordinal));
        Assert.Equal(Severity.Warning, problem.Severity);
        return problem;
    }

    /// <summary>Line and column, from 1, of the first place where the words stand.</summary>
    internal static (int Line, int Column) PlaceOf(string text, string words)
    {
        var at = text.IndexOf(words, StringComparison.Ordinal);
        Assert.True(at >= 0, $"The text has no '{words}'.");
        var before = text[..at];
        return (before.Count(c => c == '\n') + 1, at - before.LastIndexOf('\n'));
    }

    internal static void AssertAt(Problem problem, string text, string words) =>
        Assert.Equal(PlaceOf(text, words), (problem.Line, problem.Column));
}
