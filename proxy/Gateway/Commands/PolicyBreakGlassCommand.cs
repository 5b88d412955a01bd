using System.CommandLine;
using System.Globalization;

namespace Compliance.Gateway.Commands;

/// <summary>
/// <c>policy break-glass grant --config FILE [--route R] --to PRINCIPAL --opens NAME --for TIME --ticket T --reason TEXT --as NAME --key FILE</c>,
/// <c>… end --grant N --reason TEXT --as NAME --key FILE</c>, <c>… list</c>: what policies say may be opened in an emergency, opened and closed.
/// </summary>
internal static class PolicyBreakGlassCommand
{
    public static Command Make(TimeProvider time) => new("break-glass", "Opens in an emergency what policies say may be opened, to one principal, for a time and a reason.")
    {
        Grant(time), End(time), List(time),
    };

    private static Command Grant(TimeProvider time)
    {
        var options = new BreakGlassOptions();
        var principal = new Option<string>("--to") { Description = "To whom, as Kafka writes it: User:oncall", Required = true };
        var opens = new Option<string>("--opens") { Description = "What, as rules say it: breakGlass: NAME", Required = true };
        var length = new Option<TimeSpan?>("--for") { Description = "For how long: 30m, 2h; at most breakGlass.max of the settings", Required = true, CustomParser = ParseLength };
        var ticket = new Option<string>("--ticket") { Description = "Where the emergency is written down: INC-1", Required = true };
        var command = new Command("grant", "Opens something to somebody. Running proxies that see the folder take it up within seconds.") { principal, opens, length, ticket };
        options.AddTo(command, signs: true);
        command.SetAction(parsed => options.Sign(parsed, time, (desk, reason, by, key) =>
            desk.Open(parsed.GetRequiredValue(principal), parsed.GetRequiredValue(opens), parsed.GetValue(length)!.Value, parsed.GetRequiredValue(ticket), reason, by, key)));
        return command;
    }

    private static Command End(TimeProvider time)
    {
        var options = new BreakGlassOptions();
        var number = new Option<long>("--grant") { Description = "The grant's number", Required = true };
        var command = new Command("end", "Closes what a grant has opened, before its time. Whoever may grant may end any grant.") { number };
        options.AddTo(command, signs: true);
        command.SetAction(parsed => options.Sign(parsed, time, (desk, reason, by, key) => desk.Close(parsed.GetRequiredValue(number), reason, by, key)));
        return command;
    }

    private static Command List(TimeProvider time)
    {
        var options = new BreakGlassOptions();
        var command = new Command("list", "Lists the grants of a route, the newest last.");
        options.AddTo(command, signs: false);
        command.SetAction(parsed => options.Look(parsed, time, (desk, output) =>
        {
            var grants = desk.Read().Grants.ToList();
            grants.ForEach(grant => output.WriteLine(GrantText.Line(grant, time.GetUtcNow())));
            if (grants.Count == 0)
                output.WriteLine("Nothing was ever opened.");
        }));
        return command;
    }

    private static TimeSpan? ParseLength(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text.Length is > 1 and <= 6 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
        {
            switch (text[^1])
            {
                case 'm':
                    return TimeSpan.FromMinutes(number);
                case 'h':
                    return TimeSpan.FromHours(number);
            }
        }

        result.AddError("--for is a number of minutes or hours: 30m or 2h.");
        return null;
    }
}
