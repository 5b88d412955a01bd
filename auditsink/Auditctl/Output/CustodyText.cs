using System.Globalization;
using System.Text.Json;
using Compliance.Auditctl.Commands;
using Compliance.Ledger.Custody;

namespace Compliance.Auditctl.Output;

/// <summary>Statements of custody, in words or as JSON.</summary>
internal static class CustodyText
{
    /// <param name="context">Where to, and how.</param>
    /// <param name="state">All of them.</param>
    /// <param name="numbers">Which holds and requests.</param>
    /// <param name="said">What follows from them; null: nothing.</param>
    public static async Task WriteAsync(VerbContext context, CustodyState state, IReadOnlyList<long> numbers, string? said)
    {
        if (context.Json)
        {
            var rows = numbers.Select(number => CustodyRow.Of(state, number)).ToList();
            await context.Output.WriteLineAsync(JsonSerializer.Serialize(rows, CustodyJson.Default.IReadOnlyListCustodyRow));
            return;
        }

        foreach (var number in numbers)
            await context.Output.WriteLineAsync(state.Hold(number) is { } hold ? Of(hold) : Of(state.Request(number)!));
        if (said is not null)
            await context.Output.WriteLineAsync(said);
    }

    public static string Waits(SignedStatement request) => string.Create(
        CultureInfo.InvariantCulture, $"Somebody else approves it until {request.Statement.Request!.ExpiresAt:u}: auditctl approve {request.Number} --sha256 {request.Sha256}");

    /// <summary>Of a purge that has its certificate: what is gone, and from where it is not.</summary>
    public static string Purged(RequestState purge)
    {
        var certificate = purge.Certificate!.Statement.Certificate!;
        var letters = certificate.DeadLetters > 0 ? string.Create(CultureInfo.InvariantCulture, $" {certificate.DeadLetters} documents that the index had refused went with them.") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Statement {purge.Certificate.Number} certifies it: {certificate.Files} files with {certificate.Rows} rows and {certificate.Bytes} bytes are gone, {certificate.Kept.Count} were kept.{letters}\n{Index(purge)}");
    }

    private static string Index(RequestState purge) => purge.Erased is { } erased
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"Search index: {erased.Documents.Values.Sum()} documents of them were erased from {erased.Index}{In(erased)}, and none was left when they were looked for again; statement {(purge.Erasures.Count > 0 ? purge.Erasures[^1] : purge.Certificate!).Number} says so.")
        : $"Search index: not touched, so what was purged may be found there still. Erase it too: auditctl purge run {purge.Number} --elasticsearch URL";

    private static string In(ErasedDocuments erased) => erased.Documents.Count == 0
        ? ""
        : $" ({string.Join(", ", erased.Documents.Select(index => string.Create(CultureInfo.InvariantCulture, $"{index.Key} {index.Value}")))})";

    private static string Of(HoldState hold) => string.Create(
        CultureInfo.InvariantCulture,
        $"hold {hold.Number}  {hold.Order.Case}  by {hold.Statement.Statement.By} at {hold.Statement.Statement.At:u}  {(hold.Stands ? "stands" : $"released by {hold.ReleasedBy}")}  {What(hold.Order)}");

    private static string Of(RequestState request) => string.Create(
        CultureInfo.InvariantCulture,
        $"request {request.Number}  {What(request.Order)}  by {request.Statement.Statement.By} at {request.Statement.Statement.At:u}  {How(request)}  SHA-256 {request.Statement.Sha256}");

    private static string What(HoldOrder order) => string.Join(
        ", ",
        new[]
        {
            order.Since is { } since ? $"since {since:u}" : null, order.Until is { } until ? $"until {until:u}" : null,
            order.Logs is { } logs ? $"of {string.Join(' ', logs)}" : null, order.Rows is { } rows ? $"with rows of {rows.GetRawText()}" : null,
        }.OfType<string>().DefaultIfEmpty("all of the archive"));

    private static string What(RequestOrder order) => order switch
    {
        { Purge: { } plan } => string.Create(CultureInfo.InvariantCulture, $"purge of {plan.Files.Count} files with {plan.Files.Sum(file => file.Rows)} rows from before {plan.Before:u}"),
        { Release: { } hold } => string.Create(CultureInfo.InvariantCulture, $"release of hold {hold}"),
        _ => $"token of a value of {order.Token!.Domain}",
    };

    private static string How(RequestState request) => request switch
    {
        { Certificate: { } certificate } => string.Create(CultureInfo.InvariantCulture, $"approved by {request.Approval!.Statement.By}, certified by statement {certificate.Number}, search index {(request.Erased is { } erased ? $"erased at {erased.Index}" : "not touched")}"),
        { Start: not null } => $"approved by {request.Approval!.Statement.By}, begun and not ended: auditctl purge run {request.Number}",
        { Approval: { } approval } => $"approved by {approval.Statement.By}",
        _ => $"waits until {request.Order.ExpiresAt:u}",
    };
}
