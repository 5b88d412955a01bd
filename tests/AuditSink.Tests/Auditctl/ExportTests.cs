using System.Security.Cryptography;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Compliance.Auditctl.Access;
using Compliance.AuditSink.Tests.Support;
using Compliance.Events;
using Compliance.Harness;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl;

public sealed class ExportTests : IDisposable
{
    private readonly SampleArchive _archive = new();
    private readonly TempFolder _folder = new("export");
    private readonly AuditctlRun _run = new();

    public void Dispose()
    {
        _archive.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Parquet_holds_the_archives_rows_as_they_are()
    {
        var file = Export("all.parquet", "--until", "2026-11-25T13:00");

        using var duck = new Duck(_archive.Path);
        Assert.Equal(5L, duck.Query($"select count(*) from '{file}'")[0][0]);
        var archive = $"select * from read_parquet('{_archive.Path}/date=*/hour=*/*.parquet', hive_partitioning = false)";
        Assert.Empty(duck.Query($"({archive}) except all (select * from '{file}')"));
        Assert.Equal("TIMESTAMP WITH TIME ZONE", duck.Query($"describe select ts from '{file}'")[0][1]);
    }

    [Fact]
    public void Events_that_are_dated_later_than_now_are_told_of_and_exported_when_asked_for()
    {
        var early = new AuditctlRun { Time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) } };
        string[] command = ["--archive", _archive.Path, "--output"];

        Assert.Equal(0, early.Verb("export", [.. command, _folder.Combine("a.csv")]));
        Assert.Contains("dated later than now", early.Error, StringComparison.Ordinal);

        Assert.Equal(0, early.Verb("export", [.. command, _folder.Combine("b.csv"), "--until", "2026-11-25T13:00"]));
        Assert.DoesNotContain("dated later than now", early.Error, StringComparison.Ordinal);
        const string Event = "2026-11-25T12:00:02.000000Z";
        Assert.DoesNotContain(Event, File.ReadAllText(_folder.Combine("a.csv")), StringComparison.Ordinal);
        Assert.Contains(Event, File.ReadAllText(_folder.Combine("b.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arrow_holds_the_archives_columns_and_lists()
    {
        var file = Export("all.arrow", "--who", "investigator");

        await using var stream = File.OpenRead(file);
        using var reader = new ArrowFileReader(stream);
        using var batch = await reader.ReadNextRecordBatchAsync();
        Assert.Equal(EventFields.InOrder.Select(field => field.Column), batch.Schema.FieldsList.Select(field => field.Name));
        Assert.Equal(1, batch.Length);
        Assert.Equal("User:investigator", ((StringArray)batch.Column("principal")).GetString(0));
        var classes = (StringArray)((ListArray)batch.Column("data_classes")).GetSlicedValues(0);
        Assert.Equal(["card-number", "e-mail"], Enumerable.Range(0, classes.Length).Select(i => classes.GetString(i)));
        Assert.Equal(SampleArchive.At(3), ((TimestampArray)batch.Column("ts")).GetTimestamp(0));
    }

    [Fact]
    public void Csv_has_the_chosen_columns_and_gives_a_spreadsheet_no_formula()
    {
        var file = Export("some.csv", "--columns", "ts,principal,client_id,partitions,data_classes", "--masked");

        Assert.Equal(
            "ts,principal,client_id,partitions,data_classes\r\n"
            + "2026-11-25T12:00:02.000000Z,User:analyst,analyst-1,0,card-number;e-mail\r\n"
            + "2026-11-25T12:00:03.000000Z,User:investigator,'=cmd|'/c calc'!A0,0,card-number;e-mail\r\n",
            File.ReadAllText(file));
    }

    [Fact]
    public void Json_lines_have_the_index_names_and_nothing_that_has_no_value()
    {
        var lines = File.ReadAllLines(Export("all.jsonl"));

        Assert.Equal(5, lines.Length);
        var till = JsonDocument.Parse(lines[0]).RootElement;
        Assert.Equal(("2026-11-25T12:00:01Z", "User:till", "event"), (till.GetProperty("@timestamp").GetString(), till.GetProperty("user.name").GetString(), till.GetProperty("event.kind").GetString()));
        Assert.Equal(0, till.GetProperty("kafka.partitions")[0].GetInt32());
        Assert.False(till.TryGetProperty("kafka.group.id", out _));
    }

    [Fact]
    public void The_manifest_says_what_it_is_and_what_it_was_made_from()
    {
        var file = Export("alice.jsonl", "--who", "analyst", "--as", "dora", "--reason", "CASE-17", "--until", "2026-11-26");

        var manifest = JsonDocument.Parse(File.ReadAllText(file + ".manifest.json")).RootElement;
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))), manifest.GetProperty("sha256").GetString());
        Assert.Equal((2, new FileInfo(file).Length), (manifest.GetProperty("rows").GetInt32(), manifest.GetProperty("bytes").GetInt64()));
        Assert.Equal(("alice.jsonl", "jsonl", "User:dora", "CASE-17"), (Text("file"), Text("fileFormat"), Text("madeBy"), Text("reason")));
        Assert.Equal("analyst", manifest.GetProperty("query").GetProperty("who")[0].GetString());
        Assert.Equal(SampleArchive.At(2), manifest.GetProperty("firstTime").GetDateTimeOffset());
        Assert.Equal(SampleArchive.At(5), manifest.GetProperty("lastTime").GetDateTimeOffset());
        Assert.Equal(_archive.Files, manifest.GetProperty("sources").EnumerateArray().Select(source => source.GetProperty("path").GetString()!));
        Assert.All(manifest.GetProperty("sources").EnumerateArray(), source => Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(_archive.Path, source.GetProperty("path").GetString()!)))), source.GetProperty("sha256").GetString()));

        string Text(string name) => manifest.GetProperty(name).GetString()!;
    }

    [Fact]
    public async Task Beginning_and_end_are_recorded()
    {
        Export("all.csv", "--class", "e-mail");

        var uses = await AccessJournal.ReadAsync(AccessJournal.PathIn(_archive.Path), default);
        Assert.Equal([("audit.export", "start", "unknown", 0L), ("audit.export", "access", "success", 2L)], uses.Select(use => (use.Action, use.Type, use.Outcome, use.Records)));
        Assert.Equal(["class=e-mail", "until=2026-11-26T00:00:00.001Z", "format=csv"], uses[0].Filters);
    }

    [Fact]
    public void Without_a_record_nothing_is_written()
    {
        Directory.CreateDirectory(AccessJournal.PathIn(_archive.Path));

        Assert.Equal(4, _run.Verb("export", "--archive", _archive.Path, "--output", _folder.Combine("all.csv")));

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_failure_leaves_nothing_behind_and_is_recorded()
    {
        File.WriteAllText(Path.Combine(_archive.Path, _archive.Files[1]), "no longer Parquet");

        Assert.Equal(2, _run.Verb("export", "--archive", _archive.Path, "--output", _folder.Combine("all.csv")));

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
        Assert.Equal(["unknown", "failure"], (await AccessJournal.ReadAsync(AccessJournal.PathIn(_archive.Path), default)).Select(use => use.Outcome));
    }

    [Fact]
    public async Task One_that_is_stopped_leaves_nothing_behind_and_is_recorded()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        Assert.Equal(130, await _run.VerbAsync("export", ["--archive", _archive.Path, "--output", _folder.Combine("all.csv")], stop.Token));

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
        Assert.Contains("Stopped", _run.Error, StringComparison.Ordinal);
        Assert.Equal(["unknown", "failure"], (await AccessJournal.ReadAsync(AccessJournal.PathIn(_archive.Path), default)).Select(use => use.Outcome));
    }

    [Fact]
    public void Another_file_is_never_written_over()
    {
        var file = Export("all.csv");
        var before = File.ReadAllBytes(file);

        Assert.Equal(2, _run.Verb("export", "--archive", _archive.Path, "--output", file));

        Assert.Contains("exists already", _run.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(file));
    }

    [Theory]
    [InlineData("all.xml", "--format")]
    [InlineData("all.7", "--format")]
    [InlineData("all.csv", "principal", "--columns", "who")]
    [InlineData("all.jsonl", "fixed", "--columns", "ts", "--format", "ocsf")]
    public void A_wrong_word_is_refused_with_what_would_be_right(string name, string hint, params string[] arguments)
    {
        Assert.Equal(1, _run.Verb("export", ["--archive", _archive.Path, "--output", _folder.Combine(name), .. arguments]));

        Assert.Contains(hint, _run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void An_export_of_nothing_is_an_export()
    {
        foreach (var name in new[] { "none.csv", "none.parquet", "none.arrow", "none.jsonl" })
        {
            var file = Export(name, "--until", "2001-01-01", "--json");
            Assert.Equal(0, JsonDocument.Parse(_run.Output).RootElement.GetProperty("rows").GetInt32());
            Assert.True(File.Exists(file));
        }

        Export("nothing.csv", "--topic", "nothing");
        Assert.Single(File.ReadAllLines(_folder.Combine("nothing.csv")));
    }

    private string Export(string name, params string[] arguments)
    {
        var file = _folder.Combine(name);
        var code = _run.Verb("export", ["--archive", _archive.Path, "--output", file, .. arguments]);
        Assert.True(code == 0, _run.Error);
        return file;
    }
}
