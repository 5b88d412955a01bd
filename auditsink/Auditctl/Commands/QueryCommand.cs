using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Compliance.Auditctl.Access;
using Compliance.Auditctl.Custody;
using Compliance.Auditctl.Output;
using Compliance.Events;

namespace Compliance.Auditctl.Commands;

/// <summary><c>auditctl query</c>: the newest events that fit, oldest first.</summary>
internal static class QueryCommand
{
    private const int MostRows = 1_000_000;

    public static Command Make(Tools tools)
    {
        var filters = new FilterOptions(tools.Time);
        var format = new Option<string>("--format") { Description = "How to print: table, json (as --json) or csv", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json", "csv");
        var columns = Columns();
        var limit = Limit();
        var command = new Command("query", "Who read or wrote which topic and class of data, when, masked or in clear, under which exception") { format, columns, limit };
        filters.AddTo(command);
        Verb.Set(command, new CommonOptions(), tools, async (context, stop) =>
        {
            var parsed = context.Parsed;
            var query = filters.Read(parsed, context.Archive) with { Limit = parsed.GetValue(limit), Custody = KnownCustody.Of(context.Archive, context.Settings, tools.Time) };
            context.Using(new AccessUse(AuditAction.Query, FilterText.Of(query), query.Class));
            var answer = await AccessHistory.QueryAsync(query, stop);
            await context.SucceededAsync(answer.Rows.Count, stop);
            Write(answer, context.Json ? "json" : parsed.GetValue(format)!, parsed.GetValue(columns) ?? [], context.Output);
            if (answer.Matching > answer.Rows.Count)
                await context.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"These are the newest {answer.Rows.Count} of {answer.Matching} events that fit; --limit shows more, auditctl export writes them all."));
            if (answer.Purged > 0)
                await context.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{answer.Purged} files of the times asked for were purged; what stood in them is no part of this answer. auditctl purge list says more."));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(AccessResult answer, string format, string[] columns, TextWriter output)
    {
        switch (format)
        {
            case "json" when columns.Length == 0:
                output.WriteLine(JsonSerializer.Serialize(answer.Rows, AccessJson.Default.IReadOnlyListAccessRow));
                break;
            case "json":
                var rows = JsonSerializer.SerializeToNode(answer.Rows, AccessJson.Default.IReadOnlyListAccessRow)!.AsArray();
                var chosen = rows.Select(row => (JsonNode)new JsonObject(columns.Select(name => KeyValuePair.Create(name, row![name]?.DeepClone()))));
                output.WriteLine(new JsonArray([.. chosen]).ToJsonString(AccessJson.Default.Options));
                break;
            case "csv":
                AccessCsv.Write(answer, AccessColumn.Choose(columns), output);
                break;
            default:
                AccessTable.Write(answer, columns, output);
                break;
        }
    }

    private static Option<string[]> Columns()
    {
        var columns = new Option<string[]>("--columns")
        {
            Description = $"Columns to print, by comma: {string.Join(", ", AccessColumn.All.Select(column => column.Name))}",
            CustomParser = result => [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))],
        };
        columns.Validators.Add(result =>
        {
            foreach (var name in result.GetValue(columns) ?? [])
            {
                if (AccessColumn.All.All(column => column.Name != name))
                    result.AddError($"--columns: there is no column '{name}'. There are {string.Join(", ", AccessColumn.All.Select(column => column.Name))}.");
            }
        });
        return columns;
    }

    private static Option<int> Limit() => new("--limit")
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
}
