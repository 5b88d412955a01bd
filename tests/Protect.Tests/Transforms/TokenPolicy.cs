using System.Buffers;
using System.Globalization;
using System.Text;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Tests.Transforms;

/// <summary>
/// A policy of one class <c>c</c> at <c>$.a</c> that is stored as a token or ciphertext, for three readers: <c>User:friend</c> sees the value,
/// <c>User:analyst</c> what a second treatment leaves, and <c>User:other</c>, whom no rule for readers concerns, what is stored.
/// </summary>
internal sealed class TokenPolicy : IDisposable
{
    private readonly RuleSet _rules;
    private readonly KeyRing _keys;

    /// <param name="stored">The treatment on produce.</param>
    /// <param name="read">The treatment on consume; null: none, so that every reader is another.</param>
    /// <param name="find">Where the class is found.</param>
    /// <param name="name">The name of the class.</param>
    /// <param name="keys">Where the keys s, f, e and g are; null: anywhere.</param>
    public TokenPolicy(string stored, string? read = "{mask: {keepLast: 4}}", KeyRing? keys = null, string find = "[{topics: t, path: $.a}]", string name = "c")
    {
        var text = new StringBuilder($$$"""
            schema: policy/v1
            policy: {id: p, title: t, owner: o}
            people: {friend: {principals: ["User:friend"]}}
            keys: {s: {env: S}, f: {env: F}, e: {env: E}, g: {env: G}}
            classes: {{{{name}}}: {find: {{{find}}} } }
            protect:
              - {id: P1, class: {{{name}}}, when: produce, do: {{{stored}}}}

            """);
        if (read is not null)
            text.Append(CultureInfo.InvariantCulture, $"  - {{id: P2, class: {name}, when: consume, do: {read}, except: [{{people: friend, do: reveal, until: 2100-01-01, ticket: T1, approvedBy: x}}]}}\n");
        var (rules, problems) = PolicyLoader.Load([("p.yaml", text.ToString())]);
        Assert.DoesNotContain(problems, p => p.Severity == Severity.Error);
        (_rules, _keys) = (rules!, keys ?? KeyRing.Ephemeral(rules!.Keys));
    }

    /// <summary>The value as it is stored; of one that may not be, the name of the fault.</summary>
    public string Store(string json) => Apply("User:till", When.Produce, json, new());

    public string Read(string json, string reader, ProtectCounts? counts = null) => Apply($"User:{reader}", When.Consume, json, counts ?? new());

    public void Dispose() => _keys.Dispose();

    private string Apply(string principal, When when, string json, ProtectCounts counts)
    {
        var output = new ArrayBufferWriter<byte>();
        var plan = _rules.PlanFor(new(principal), "t", when, DateTimeOffset.UnixEpoch);
        var outcome = new ValueProtector(_keys).Apply(plan, Encoding.UTF8.GetBytes(json), output, counts);
        return outcome.Result switch
        {
            ProtectResult.Changed => Encoding.UTF8.GetString(output.WrittenSpan),
            ProtectResult.Unchanged => json,
            _ => $"{outcome.Fault.Kind} at {outcome.Fault.Path}",
        };
    }
}
