using System.Buffers;
using System.Globalization;
using System.Text;
using Compliance.Protect;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Benchmarks.Micro;

/// <summary>
/// A company's policies: a hundred files of ten rules each, beside one file of ten. How long they take to load, what a topic costs that is
/// seen for the first time, and a record: of another of ten thousand topics each time, and of the same topic a record set long.
/// </summary>
internal static class ScaleBenchmark
{
    private const int Topics = 10_000;
    private const int RulesOfADomain = 10;

    // As many as 100 KB hold.
    private const int RecordsOfASet = 100;
    private static readonly byte[] Record = Encoding.UTF8.GetBytes(
        $$"""{"id":7,"customer":{"name":"Ada Lovelace","email":"ada@shop.example"},"card":{"number":"4111111111111111"},"filler":"{{new string('x', 850)}}"}""");

    private static readonly (string Section, string Lines)[] Sections =
    [
        ("people", """
              analysts#: {principals: ["User:bi-*"]}
              tills#: {principals: ["User:till-#-*"]}
              guests#: {principals: ["User:guest-#-*"]}
            """),
        ("keys", "  k#: {env: K#}"),
        ("classes", """
              card#: {rules: [PCI 3.4.1], find: [{topics: "d#.**", path: $.card.number}]}
              secret#: {find: [{topics: "d#.**", path: $.card.cvv}]}
              mail#: {find: [{topics: "d#.**", path: $.customer.email}]}
              name#: {find: [{topics: "d#.**", path: $.customer.name}]}
              own#: {find: [{topics: "d#.**", path: $.customer.own#}]}
            """),
        ("protect", """
              - {id: P#a, class: secret#, when: produce, do: drop}
              - {id: P#b, class: card#, when: consume, do: {mask: {keepLast: 4}}, except: [{people: tills#, do: reveal, until: 2030-01-01, ticket: T-#, approvedBy: ciso}]}
              - {id: P#c, class: mail#, when: consume, do: {hash: {key: k#}}}
              - {id: P#d, class: name#, when: consume, do: {mask: {keepFirst: 1}}}
              - {id: P#e, class: own#, when: consume, do: redact}
            """),
        ("access", """
              - {id: A#a, allow: [read], topics: "d#.**", consumerGroups: "bi-d#-**", people: analysts#}
              - {id: A#b, allow: [write], topics: "d#.**", people: tills#}
              - {id: A#c, deny: [write], topics: "d#.**.raw", people: guests#}
              - {id: A#d, deny: [read], topics: "d#.secret.**", people: "*", unless: {people: tills#}}
            """),
        ("rows", "  - {id: R#, topics: \"d#.**\", people: guests#, keep: value.public = true}"),
    ];

    public static void Run()
    {
        foreach ((int files, int domains) in new[] { (1, 1), (1, 100), (100, 1) })
        {
            (string Name, ReadOnlyMemory<byte> Bytes)[] texts = [.. Enumerable.Range(0, files).Select(i => ($"d{i}.yaml", (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(Policy(i * domains, domains))))];
            string what = string.Create(CultureInfo.InvariantCulture, $"{files * domains * RulesOfADomain} rules in {files} files");
            RuleSet rules = Load(what, texts);
            string[] topics = [.. Enumerable.Range(0, Topics).Select(i => string.Create(CultureInfo.InvariantCulture, $"d{i % (files * domains)}.eu.t{i}"))];
            FirstSeen(what, rules, topics);
            Records(what, rules, topics, 1);
            Records(what, rules, topics, RecordsOfASet);
        }
    }

    private static RuleSet Load(string what, (string Name, ReadOnlyMemory<byte> Bytes)[] files)
    {
        RuleSet? rules = null;
        for (int round = 0; round < 6; round++)
        {
            double cpu = Meter.ThreadMicroseconds();
            (rules, IReadOnlyList<Problem> problems) = PolicyLoader.Load(files, DateTimeOffset.UnixEpoch);
            cpu = Meter.ThreadMicroseconds() - cpu;
            if (rules is null)
                throw new InvalidOperationException(string.Join('\n', problems.Where(p => p.Severity == Severity.Error).Take(5)));
            if (round is 0 or 5)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: load, check, compile{(round == 0 ? " the first time" : "")}: {cpu / 1000:0} ms"));
        }

        return rules!;
    }

    /// <summary>Each topic as a session asks of it: may it be read and written, and what happens to its fields.</summary>
    private static void FirstSeen(string what, RuleSet rules, string[] topics)
    {
        int person = 0;
        for (int round = 0; round < 4; round++)
        {
            // Somebody new, so that nothing is remembered of him.
            var caller = new Caller($"User:bi-{person++}");
            double cpu = Meter.ThreadMicroseconds();
            foreach (string topic in topics)
            {
                rules.Decide(caller, Operation.Read, ResourceType.Topic, topic);
                rules.Decide(caller, Operation.Write, ResourceType.Topic, topic);
                rules.PlanFor(caller, topic, When.Produce, DateTimeOffset.UnixEpoch);
                rules.PlanFor(caller, topic, When.Consume, DateTimeOffset.UnixEpoch);
            }

            cpu = Meter.ThreadMicroseconds() - cpu;
            if (round == 3)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: a topic for the first time {cpu / Topics:0.0} µs"));
        }
    }

    private static void Records(string what, RuleSet rules, string[] topics, int inARow)
    {
        var caller = new Caller("User:bi-x");
        using KeyRing keys = KeyRing.Ephemeral(rules.Keys);
        var protector = new ValueProtector(keys);
        var counts = new ProtectCounts();
        var output = new ArrayBufferWriter<byte>(4096);
        // A session remembers the plans of the topics that it has seen.
        FieldPlan[] plans = [.. topics.Select(t => rules.PlanFor(caller, t, When.Consume, DateTimeOffset.UnixEpoch))];
        int at = 0;
        Meter.Run($"{what}, {Topics} topics in turn, {inARow} records of each: a record", Record.Length, () =>
        {
            output.ResetWrittenCount();

            // As behind each record set: rules that acted are looked for one by one.
            if (at % inARow == 0)
                counts.Reset();
            if (protector.Apply(plans[at++ / inARow % Topics], Record, output, counts).Result != ProtectResult.Changed)
                throw new InvalidOperationException("Nothing was changed.");
        });
    }

    /// <summary>One file about some domains, ten rules for each.</summary>
    private static string Policy(int first, int domains)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"schema: policy/v1\npolicy: {{id: d{first}, title: Domain {first}, owner: dpo@shop.example}}\n"));
        foreach ((string section, string lines) in Sections)
        {
            text.Append(section).Append(":\n");
            foreach (int i in Enumerable.Range(first, domains))
                text.Append(lines.Replace("#", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)).Append('\n');
        }

        return text.ToString();
    }
}
