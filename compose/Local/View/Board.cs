using System.Globalization;
using Compliance.Auditctl;
using Compliance.Local.Actors;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Compliance.Local.View;

/// <summary>
/// One picture of the moment: the same payments as each sees them, side by side, then the intruder and what the auditor finds.
/// Reads what the actors have counted; changes nothing.
/// </summary>
internal sealed class Board(PaymentLedger ledger, Till till, PaymentReader stored, PaymentReader analyst, PaymentReader investigator, Intruder intruder, Auditor auditor)
{
    private const int Payments = 2;
    private const int Accesses = 10;

    public IRenderable Render() => new Rows(SideBySide(), IntruderTable(), History());

    private Table SideBySide()
    {
        var table = new Table().RoundedBorder().Expand().Title("[bold]The same payments, as each of them sees them[/]");
        table.AddColumn(new TableColumn("") { NoWrap = true });
        Column(table, "The till sends", $"{ledger.Acknowledged} sent, {till.Refused} refused");
        Column(table, "The broker stores", Count(stored));
        Column(table, "The analyst reads", Count(analyst));
        Column(table, "The investigator reads", Count(investigator));
        foreach (var payment in ledger.Latest(Payments))
        {
            var seen = new[] { stored, analyst, investigator }.Select(reader => reader.Seen(payment.Id)).ToArray();
            Row(table, "person", payment.Person, seen.Select(view => (view, view?.Person)));
            Row(table, "e-mail", payment.Email, seen.Select(view => (view, view?.Email)));
            Row(table, "card\u00a0number", payment.CardNumber, seen.Select(view => (view, view?.CardNumber)));
            Row(table, "card\u00a0code", payment.CardCode, seen.Select(view => (view, view?.CardCode)));
            table.AddEmptyRow();
        }
        return table;
    }

    private Table IntruderTable()
    {
        var table = new Table().RoundedBorder().Expand().Title($"[bold]What the intruder gets[/] [grey]{intruder.Attempts} rounds, {intruder.Read} records read, {intruder.Written} written[/]");
        table.AddColumns("reads the topic", "joins the investigators' group", "writes", "logs in as the till");
        table.AddRow(Met(intruder.ReadError), Met(intruder.GroupError), Met(intruder.WriteError), Met(intruder.LoginError));
        return table;
    }

    private Table History()
    {
        var history = auditor.History;
        var table = new Table().RoundedBorder().Expand().Title($"[bold]What the auditor finds in the archive[/] [grey]{history.Count} rows; accesses and refusals, the last ones first[/]");
        table.AddColumns("last", "who", "action", "topic or group", "outcome", "times", "records", "masked", "in clear", "under");
        foreach (var alike in history.Where(IsTold).GroupBy(row => (row.Who, row.Action, On: row.Topic ?? row.Group ?? "", row.Outcome)).OrderByDescending(alike => alike.Last().Time).Take(Accesses))
            table.AddRow(
                alike.Last().Time.ToString("HH:mm:ss", CultureInfo.InvariantCulture), Short(alike.Key.Who), Short(alike.Key.Action), Short(alike.Key.On),
                alike.Key.Outcome == "failure" ? "[red]failure[/]" : Short(alike.Key.Outcome), Number(alike.Count()), Number(alike.Sum(row => row.Records)),
                Names(alike.SelectMany(row => row.Masked)), Names(alike.SelectMany(row => row.Clear)), Names(alike.Select(row => row.Exemption).OfType<string>()));
        return table;
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Names(IEnumerable<string> names) => Short(string.Join(", ", names.Distinct(StringComparer.Ordinal)));

    /// <summary>Accesses and refusals; not the coming and going of connections.</summary>
    private static bool IsTold(AccessRow row) => row.Records > 0 || (row.Outcome == "failure" && !row.Action.StartsWith("session.", StringComparison.Ordinal));

    private static string Short(string text) => Markup.Escape(text);

    private static void Column(Table table, string title, string figure) =>
        table.AddColumn(new TableColumn($"[bold]{title}[/]\n[grey]{Markup.Escape(figure)}[/]") { NoWrap = true });

    private static string Count(PaymentReader reader) => reader.Otherwise == 0 ? $"{reader.AsMeant} as meant" : $"{reader.AsMeant} as meant, {reader.Otherwise} NOT";

    /// <summary>A field that is not there stands as a dash, an empty text as empty quotes; a payment that has not come yet as dots.</summary>
    private static void Row(Table table, string field, string sent, IEnumerable<(ReadPayment? View, string? Text)> seen) =>
        table.AddRow(
        [
            new Markup($"[grey]{field}[/]"),
            new Text(sent),
            .. seen.Select(one => one.View is null ? new Markup("[grey]…[/]") : new Markup(Colored(one.Text, sent))),
        ]);

    private static string Colored(string? text, string sent) => text switch
    {
        null => "[green]-[/]",
        "" => "[green]\"\"[/]",
        _ when text == sent => Markup.Escape(text),
        _ => $"[green]{Markup.Escape(text)}[/]",
    };

    private static string Met(Confluent.Kafka.ErrorCode? error) => error is null ? "[grey]…[/]" : $"[red]{error}[/]";
}
