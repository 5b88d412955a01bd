namespace Compliance.Rules.Tests;

/// <summary>Policies broken at random: loading them ends, gives either rules or an error with a place, and never throws.</summary>
public sealed class PolicyFuzzTests
{
    private const string Marks = "{}[]:,-&*!|>'\"%@`#?~ \n\t\\\0\u00e9";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_broken_policy_gives_rules_or_errors(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 300; i++)
        {
            var text = Break(PolicyText.Sound, random);

            var (rules, problems) = PolicyLoader.Load([("f.yaml", text)], DateTimeOffset.UnixEpoch);

            Assert.True(rules is null == problems.Any(p => p.Severity == Severity.Error), $"seed {seed}, round {i}");
            Assert.All(problems, p => Assert.True(p is { Line: >= 1, Column: >= 1, Text.Length: > 0 }, $"seed {seed}, round {i}"));
        }
    }

    private static string Break(string text, Random random)
    {
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(0, 12), text.Length - at);
            text = random.Next(5) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Marks[random.Next(Marks.Length)].ToString()),
                2 => text.Insert(at, text.Substring(random.Next(text.Length - length), length)),
                3 => text[..at] + Marks[random.Next(Marks.Length)] + text[Math.Min(text.Length, at + 1)..],
                _ => SwapLines(text, random),
            };
        }

        return text;
    }

    private static string SwapLines(string text, Random random)
    {
        var lines = text.Split('\n');
        var (a, b) = (random.Next(lines.Length), random.Next(lines.Length));
        (lines[a], lines[b]) = (lines[b], lines[a]);
        return string.Join('\n', lines);
    }
}
