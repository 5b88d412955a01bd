using System.Globalization;
using System.Text;
using Compliance.Ledger.Verify;
using Xunit;

namespace Compliance.Ledger.Tests.Verify;

/// <summary>Each way to tamper with the evidence: the verification names it, its file or entry, and the first event not vouched for; as a table.</summary>
public sealed class TamperTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Tampering_is_named_with_its_place_and_the_first_event_that_cannot_be_vouched_for()
    {
        var table = new StringBuilder($"| {"what is done",-40} | verify names            | where        | file                                                         | row | first event that cannot be vouched for |\n|---|---|---|---|---|---|\n");
        var wrong = new List<string>();
        foreach (var row in TamperCases.All)
        {
            using var evidence = await Evidence.MakeAsync();
            var file = row.File is { } at ? evidence.Entries[(int)row.Entry!].Files[at].Path : null;
            var key = evidence.Key.PublicKey;

            await row.Tamper(evidence);
            var report = await evidence.VerifyAsync(key);

            var finding = report.Findings.FirstOrDefault(finding => finding.Kind == row.Kind);
            table.Append(Line(row, finding, report.FirstUnvouched));
            if (finding is null || report.IsSound)
                wrong.Add($"{row}: no {row.Kind} among {string.Join(" | ", report.Findings.Select(found => $"{found.Kind}: {found.Message}"))}");
            else
                wrong.AddRange(Differences(row, file, finding).Select(difference => $"{row}: {difference}"));
        }

        output.WriteLine(table.ToString());
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static IEnumerable<string> Differences(TamperCase row, string? file, Finding finding)
    {
        if (row.Entry is not null && row.Entry != finding.Entry)
            yield return $"entry {finding.Entry} instead of {row.Entry}";
        if (file is not null && file != finding.File)
            yield return $"file {finding.File} instead of {file}";
        if (file is not null && finding.FirstEvent is null)
            yield return "no first event";
        if (file is not null && !finding.Message.Contains(file, StringComparison.Ordinal))
            yield return $"the message does not name {file}: {finding.Message}";
        if (row.Row is not null && row.Row != finding.Row)
            yield return $"row {finding.Row} instead of {row.Row}";
        if (row.Event is not null && row.Event != finding.FirstEvent?.Sequence)
            yield return $"first event {finding.FirstEvent?.Sequence} instead of {row.Event}";
    }

    private static string Line(TamperCase row, Finding? found, Finding? unvouched)
    {
        var where = found?.Entry is { } entry ? string.Create(CultureInfo.InvariantCulture, $"entry {entry}") : "";
        var first = found?.FirstEvent ?? unvouched?.FirstEvent;
        return string.Create(
            CultureInfo.InvariantCulture, $"| {row.Name,-40} | {found?.Kind.ToString() ?? "NOTHING",-23} | {where,-12} | {found?.File,-60} | {found?.Row,3} | {first?.ToString() ?? "none is named"} |\n");
    }
}
