using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>What people are told by beside a principal can be had of a login and its connection.</summary>
internal static class LoginPatternCheck
{
    private const int MaxLength = 1000;
    private static readonly string[] Kinds = ["DNS:", "URI:", "email:", "IP:"];

    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var people in set.Documents.SelectMany(d => d.People))
        {
            foreach (var text in people.Groups.Concat(people.Claims.Select(c => c.Name)).Concat(people.Claims.SelectMany(c => c.Values)).Concat(people.Subjects).Concat(people.SubjectNames))
            {
                if (text.Value.Length > MaxLength || text.Value.Any(char.IsControl))
                    problems.Error(text.Place, $"What people are told by has at most {MaxLength} characters, and no control characters.");
            }

            foreach (var network in people.Networks)
            {
                if (NetworkText.Parse(network.Value, out var problem) is null)
                    problems.Error(network.Place, problem);
            }

            foreach (var subject in people.Subjects.Where(s => !s.Value.Contains('=') && !s.Value.Contains('*')))
                problems.Error(subject.Place, $"'{subject}' is no subject; write it as RFC 2253 does, CN=till-7,O=Shop, with '*' for any characters.");
            foreach (var name in people.SubjectNames.Where(n => !Kinds.Any(kind => n.Value.StartsWith(kind, StringComparison.Ordinal))))
                problems.Error(name.Place, $"A subject's alternative name begins with its kind: {string.Join(", ", Kinds)} as in DNS:*.shop.example.");
        }
    }
}
