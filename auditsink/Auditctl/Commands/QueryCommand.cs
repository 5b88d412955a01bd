using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Compliance.Auditctl.Output;

namespace Compliance.Auditctl;

/// <summary>
/// <c>auditctl query</c>. Exit codes: 0 answered (also with no rows), 1 wrong command line, 2 the archive cannot be read.
/// </summary>
internal static class QueryCommand
{
    private const int MostRows = 1_000_000;
    private static readonly string[] Outcomes = ["success", "failure", "unknown"];

    public static Command Build(TimeProvider time)
    {
        var archive = new Option<string>("--archive") { Description = "The archive's folder", Required = true };
        var who = Words("--who", "Principals, as User:name or the name alone; * stands for any characters");
        var topic = Words("--topic", "Topics; * stands for any characters");
        var @class = Words("--class", "Classes of data met in the records, masked or in clear");
        var outcome = Words("--outcome", "success, failure or unknown");
        outcome.AcceptOnlyFromAmong(Outcomes);
        var action = Words("--action", "Actions, such as kafka.fetch, kafka.produce, authn.*");
        var since = Time("--since", "The earliest time", time);
        var until = Time("--until", "The time before which", time);
        var format = new Option<string>("--format") { Description = "How to print: table, json or csv", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json", "csv");
        var limit = new Option<int>("--limit")
        {
            Description = $"At most so many rows, the newest (1 to {MostRows})",
            DefaultValueFactory = _ => 1000,
            CustomParser = result =>
            {
                if (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) || rows is < 1 or > MostRows)
                    result.AddError($"--limit must be a number from 1 to {MostRows}.");
                return rows;
            },
        };
        var command = new Command("query", "Who read or wrote which topic and class of data, when, masked or in clear, under which exception")
        {
            archive, who, topic, @class, outcome, action, since, until, format, limit,
        };
        command.SetAction(result => Run(
            new AccessQuery
            {
                Archive = result.GetValue(archive)!,
                Who = result.GetValue(who) ?? [],
                Topic = result.GetValue(topic) ?? [],
                Class = result.GetValue(@class) ?? [],
                Outcome = result.GetValue(outcome) ?? [],
                Action = result.GetValue(action) ?? [],
                Since = result.GetValue(since),
                Until = result.GetValue(until),
                Limit = result.GetValue(limit),
            },
            result.GetValue(format)!,
            result.InvocationConfiguration.Output,
            result.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(AccessQuery query, string format, TextWriter output, TextWriter error)
    {
        if (query.Since >= query.Until)
        {
            error.WriteLine("--since must be before --until.");
            return 1;
        }

        try
        {
            var answer = AccessHistory.Query(query);
            Write(answer, format, output);
            if (answer.Matching > answer.Rows.Count)
                error.WriteLine($"The newest {answer.Rows.Count} of {answer.Matching} events; --limit shows more.");
            return 0;
        }
        catch (ArchiveException e)
        {
            error.WriteLine(e.Message);
            return 2;
        }
    }

    private static void Write(AccessResult answer, string format, TextWriter output)
    {
        switch (format)
        {
            case "json":
                output.WriteLine(JsonSerializer.Serialize(answer.Rows, AccessJson.Default.IReadOnlyListAccessRow));
                break;
            case "csv":
                AccessCsv.Write(answer, output);
                break;
            default:
                AccessTable.Write(answer, output);
                break;
        }
    }

    private static Option<string[]> Words(string name, string description) => new(name) { Description = description };

    private static Option<DateTimeOffset?> Time(string name, string description, TimeProvider time) => new(name)
    {
        Description = $"{description}: {TimeText.Forms}",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (TimeText.Parse(text, time.GetUtcNow()) is { } parsed)
                return parsed;
            result.AddError($"{name}: '{text}' is no time. Write {TimeText.Forms}.");
            return null;
        },
    };
}
