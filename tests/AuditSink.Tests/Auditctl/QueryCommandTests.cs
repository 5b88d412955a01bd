using System.Text.Json;
using Compliance.Auditctl.Commands;
using Compliance.AuditSink.Tests.Support;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl;

public sealed class QueryCommandTests : IDisposable
{
    private readonly SampleArchive _archive = new();
    private readonly AuditctlRun _run = new();

    public void Dispose() => _archive.Dispose();

    [Fact]
    public void A_table_has_a_line_for_each_access()
    {
        Assert.Equal(0, Run("--archive", _archive.Path));

        var lines = _run.Output.Split('\n');
        Assert.Contains(lines, line => line.Contains("User:investigator", StringComparison.Ordinal) && line.Contains("FRAUD-17", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("User:intruder", StringComparison.Ordinal) && line.Contains("failure (denied)", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("2026-11-25 12:00:02.000", StringComparison.Ordinal) && line.Contains("card-number, e-mail", StringComparison.Ordinal));
    }

    [Fact]
    public void Json_is_an_array_of_rows()
    {
        Assert.Equal(0, Run("--archive", _archive.Path, "--format", "json", "--who", "investigator"));

        using var json = JsonDocument.Parse(_run.Output);
        var row = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal("e-mail", row.GetProperty("clear")[0].GetString());
        Assert.Equal("FRAUD-17", row.GetProperty("exemption").GetString());
        Assert.Equal("2026-11-25T12:00:03+00:00", row.GetProperty("time").GetString());
    }

    [Fact]
    public void Csv_has_a_header_and_gives_a_spreadsheet_no_formula()
    {
        Assert.Equal(0, Run("--archive", _archive.Path, "--format", "csv"));

        var lines = _run.Output.TrimEnd().Split("\r\n");
        Assert.Equal(6, lines.Length);
        Assert.StartsWith("time,who,action,topic,outcome,", lines[0], StringComparison.Ordinal);
        Assert.Contains("2026-11-25T12:00:03.000000Z,User:investigator,kafka.fetch,payments,success,", lines[3], StringComparison.Ordinal);
        Assert.Contains(",'=cmd|", lines[3], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.Equal(29, line.Split(',').Length));
    }

    [Fact]
    public void Nothing_in_a_table_moves_the_cursor()
    {
        Assert.Equal(0, Run("--archive", _archive.Path, "--format", "table"));

        Assert.DoesNotContain('\u001b', _run.Output);
    }

    [Fact]
    public void Columns_are_chosen_in_every_form()
    {
        Assert.Equal(0, Run("--archive", _archive.Path, "--columns", "who,masked", "--format", "csv", "--who", "investigator"));
        Assert.Equal("who,masked\r\nUser:investigator,card-number\r\n", _run.Output);

        Assert.Equal(0, Run("--archive", _archive.Path, "--columns", "who", "--columns", "records", "--json", "--who", "investigator"));
        Assert.Equal("""[{"who":"User:investigator","records":10}]""", JsonDocument.Parse(_run.Output).RootElement.ToString().Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal));

        Assert.Equal(0, Run("--archive", _archive.Path, "--columns", "eventId", "--who", "investigator"));
        Assert.DoesNotContain("User:investigator", _run.Output, StringComparison.Ordinal);

        Assert.Equal(1, Run("--archive", _archive.Path, "--columns", "whom"));
        Assert.Contains("no column 'whom'", _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "--denied")]
    [InlineData(1, "--clear")]
    [InlineData(2, "--masked")]
    [InlineData(1, "--masked", "--clear")]
    [InlineData(1, "--purpose", "fraud")]
    [InlineData(1, "--purpose", "fr*")]
    [InlineData(1, "--exemption", "FRAUD-17")]
    [InlineData(1, "--grant", "till/4")]
    [InlineData(1, "--grant", "desk-*")]
    [InlineData(0, "--grant", "till/40")]
    [InlineData(1, "--client-id", "till-1")]
    [InlineData(5, "--ip", "127.0.*")]
    [InlineData(0, "--ip", "10.0.0.1")]
    [InlineData(0, "--event-id", "01890a5d-ac96-774b-bcce-b302099a8057")]
    public void Conditions_narrow_the_answer(int rows, params string[] conditions)
    {
        Assert.Equal(0, Run(["--archive", _archive.Path, "--format", "csv", .. conditions]));

        Assert.Equal(rows + 1, _run.Output.TrimEnd().Split("\r\n").Length);
    }

    [Fact]
    public void One_event_is_found_by_its_id()
    {
        Assert.Equal(0, Run("--archive", _archive.Path, "--columns", "who", "--format", "csv", "--event-id", Sample.IdOf("proxy-1", 1000, 3).ToString().ToUpperInvariant()));

        Assert.Equal("who\r\nUser:investigator\r\n", _run.Output);
    }

    [Fact]
    public async Task Files_of_other_hours_are_not_opened()
    {
        await _archive.AddAfternoonAsync();
        File.WriteAllText(Path.Combine(_archive.Path, _archive.Files[0]), "no longer Parquet");

        Assert.Equal(0, Run("--archive", _archive.Path, "--format", "csv", "--since", "2026-11-25T15:00", "--until", "2026-11-25T16:00"));
        Assert.Equal(2, _run.Output.TrimEnd().Split("\r\n").Length);

        Assert.Equal(2, Run("--archive", _archive.Path, "--since", "2026-11-25T12:00"));
    }

    [Fact]
    public void Help_has_examples()
    {
        Assert.Equal(0, Run("--help"));

        Assert.Contains("auditctl query --archive archive --who alice --since 24h", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_answer_says_so()
    {
        Assert.Equal(0, Run("--archive", _archive.Path, "--limit", "2"));

        Assert.Contains("newest 2 of 5", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void No_rows_are_an_answer() => Assert.Equal(0, Run("--archive", _archive.Path, "--topic", "nothing"));

    [Theory]
    [InlineData("--since", "yesterday")]
    [InlineData("--until", "2026-13-01")]
    [InlineData("--outcome", "good")]
    [InlineData("--format", "xml")]
    [InlineData("--limit", "0")]
    [InlineData("--limit", "many")]
    [InlineData("--whom", "x")]
    [InlineData("--event-id", "17")]
    public void A_wrong_word_is_refused_by_name(string option, string value)
    {
        Assert.Equal(1, Run("--archive", _archive.Path, option, value));

        Assert.Contains(option is "--whom" or "--limit" ? option : value, _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Since_after_until_is_refused() =>
        Assert.Equal(1, Run("--archive", _archive.Path, "--since", "2026-11-26", "--until", "2026-11-25"));

    [Fact]
    public void A_missing_archive_has_an_exit_code_of_its_own()
    {
        Assert.Equal(2, Run("--archive", "/no/such/folder"));

        Assert.Contains("no archive", _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-25", "2026-11-25T00:00:00Z")]
    [InlineData("2026-11-25T14:30", "2026-11-25T14:30:00Z")]
    [InlineData("2026-11-25T14:30:10.5Z", "2026-11-25T14:30:10.5Z")]
    [InlineData("2026-11-25T14:30:00+02:00", "2026-11-25T12:30:00Z")]
    [InlineData("15m", "2026-11-25T11:45:00Z")]
    [InlineData("24h", "2026-11-24T12:00:00Z")]
    [InlineData("7d", "2026-11-18T12:00:00Z")]
    [InlineData("d", null)]
    [InlineData("-7d", null)]
    [InlineData("999999999d", null)]
    [InlineData("25.11.2026", null)]
    public void Times_are_read_as_typed(string text, string? time)
    {
        var now = new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal(time is null ? null : DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture), TimeText.Parse(text, now));
    }

    private int Run(params string[] arguments) => _run.Verb("query", arguments);
}
