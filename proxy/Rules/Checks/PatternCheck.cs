using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>Patterns can match a name that Kafka allows, and mean what they seem to mean.</summary>
internal static class PatternCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var document in set.Documents)
        {
            foreach (var topic in document.Classes.SelectMany(c => c.Finds).SelectMany(f => f.Topics))
                Look(topic, ResourceType.Topic, problems);
            foreach (var topic in document.Audit.SelectMany(r => r.Topics).Concat(document.Defaults.Undeclared?.Topics ?? []).Concat(document.Rows.SelectMany(r => r.Topics)).Concat(document.Retention.SelectMany(r => r.Topics)))
                Look(topic, ResourceType.Topic, problems);
            foreach (var (type, pattern) in document.Access.SelectMany(r => r.Resources).Where(r => r.Type != ResourceType.Cluster))
                Look(pattern, type, problems);
            foreach (var test in document.Tests.Where(t => t.Topic.Value.Contains('*')))
                problems.Error(test.Topic.Place, "A test is about one topic; write its name without '*'.");
        }
    }

    private static void Look(Text pattern, ResourceType type, ProblemList problems)
    {
        var text = pattern.Value;
        if (text == "*")
            problems.Error(pattern.Place, "'*' stops at a dot, so it would not match every name; write '**' for all.");
        else if (text.Contains("***", StringComparison.Ordinal))
            problems.Error(pattern.Place, $"'{text}' is no pattern: '*' stands for any characters but a dot, '**' for any characters.");
        else if (text.Length > NamePattern.MaxLength)
            problems.Error(pattern.Place, $"A pattern has at most {NamePattern.MaxLength} characters.");
        else if (type == ResourceType.Topic && !text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '*'))
            problems.Error(pattern.Place, $"'{text}' can match no topic: names of topics are made of letters, digits, '.', '_' and '-'. Regular expressions are not read here; use '*' and '**'.");
        else if (text.Any(char.IsControl))
            problems.Error(pattern.Place, "A pattern holds no control characters.");
    }
}
