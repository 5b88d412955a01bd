using System.Text.Json;
using Compliance.Auditctl.Access;
using Compliance.AuditSink.Tests.Support;
using Compliance.Events;
using Compliance.Harness;
using Confluent.Kafka;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl;

/// <summary>Whoever reads the audit log stands in it.</summary>
public sealed class RecordingTests : IDisposable
{
    private readonly SampleArchive _archive = new();
    private readonly TempFolder _folder = new("auditctl");
    private readonly AuditctlRun _run = new();

    private string Journal => AccessJournal.PathIn(_archive.Path);

    public void Dispose()
    {
        _archive.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_query_is_recorded_with_its_user_its_reason_and_its_conditions_but_not_with_whom_it_looked_for()
    {
        Assert.Equal(0, Query("--who", "investigator", "--topic", "payments", "--clear", "--since", "2026-11-25", "--as", "dora", "--reason", "CASE-17"));

        var use = Assert.Single(await AccessJournal.ReadAsync(Journal, default));
        Assert.Equal(("audit.query", "success", "User:dora", "CASE-17", 1L), (use.Action, use.Outcome, use.Principal, use.Purpose, use.Records));
        Assert.Equal(["who (1)", "topic=payments", "clear", "since=2026-11-25T00:00:00Z"], use.Filters);
        Assert.Equal($"{Environment.UserName}@{Environment.MachineName}", use.ClientId);
        Assert.DoesNotContain("investigator", System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(Journal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Uses_are_rows_of_the_next_answer()
    {
        Assert.Equal(0, Query("--who", "analyst"));
        Assert.Equal(0, Query("--action", "audit.*", "--json"));

        var row = Assert.Single(JsonDocument.Parse(_run.Output).RootElement.EnumerateArray());
        Assert.Equal(("audit.query", $"User:{Environment.UserName}"), (row.GetProperty("action").GetString(), row.GetProperty("who").GetString()));
        Assert.Equal(2, row.GetProperty("records").GetInt64());

        Assert.Equal(0, Query("--json"));
        Assert.Equal(7, JsonDocument.Parse(_run.Output).RootElement.GetArrayLength());
    }

    [Fact]
    public async Task A_query_that_fails_is_recorded_as_failed()
    {
        File.Delete(Path.Combine(_archive.Path, _archive.Files[0]));

        Assert.Equal(2, Query());

        Assert.Equal("failure", Assert.Single(await AccessJournal.ReadAsync(Journal, default)).Outcome);
    }

    [Fact]
    public void Without_a_record_there_is_no_answer()
    {
        Directory.CreateDirectory(Journal);

        Assert.Equal(4, Query());

        Assert.Equal("", _run.Output);
        Assert.Contains("cannot be recorded", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_settings_can_allow_an_unrecorded_answer()
    {
        Assert.Equal(1, Query("--unrecorded"));
        Assert.Contains("unrecordedAllowed", _run.Error, StringComparison.Ordinal);

        Assert.Equal(0, Query("--unrecorded", "--config", _folder.Write("auditctl.yaml", "access: {unrecordedAllowed: true}")));
        Assert.False(File.Exists(Journal));
    }

    [Fact]
    public void Settings_can_ask_for_a_reason()
    {
        var config = _folder.Write("auditctl.yaml", $"archive: {{path: {_archive.Path}}}\naccess: {{reasonRequired: true}}\n");

        Assert.Equal(1, _run.Verb("query", "--config", config));
        Assert.Contains("--reason", _run.Error, StringComparison.Ordinal);
        Assert.Equal(0, _run.Verb("query", "--config", config, "--reason", "yearly review"));
    }

    [Theory]
    [InlineData("kafka: {bootstrap: a:1}", "kafka.topic is missing")]
    [InlineData("kafka: {bootstrap: a:1, topic: t, properties: {acks: 0}}", "may not set acks")]
    [InlineData("acess: {}", "acess is unknown")]
    [InlineData("access: {reasonRequired: perhaps}", "must be true or false")]
    [InlineData("- a", "must be a map")]
    public void What_is_wrong_in_the_settings_is_said_with_its_place(string yaml, string problem)
    {
        var config = _folder.Write("auditctl.yaml", yaml);

        Assert.Equal(1, Query("--config", config));

        Assert.Contains($"{config}:1:", _run.Error, StringComparison.Ordinal);
        Assert.Contains(problem, _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_was_changed_or_taken_out_is_said()
    {
        for (var i = 0; i < 3; i++)
            Assert.Equal(0, Query());
        var whole = File.ReadAllBytes(Journal);
        var length = 4 + System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(whole);

        File.WriteAllBytes(Journal, [.. whole[..length], .. whole[(2 * length)..]]);
        Assert.Equal(4, Query());
        Assert.Contains("record 2", _run.Error, StringComparison.Ordinal);

        whole[length / 2] ^= 1;
        File.WriteAllBytes(Journal, whole);
        Assert.Equal(4, Query());
        Assert.Contains("record 1", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_torn_by_a_power_cut_is_written_over()
    {
        Assert.Equal(0, Query());
        using (var file = new FileStream(Journal, FileMode.Append))
            file.Write([0, 0, 1, 0, 1, 2, 3]);

        Assert.Equal(0, Query());

        Assert.Equal([1L, 2L], (await AccessJournal.ReadAsync(Journal, default)).Select(use => use.Sequence));
    }

    [Fact]
    public async Task Several_at_once_record_each_their_own()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Assert.Equal(0, new AuditctlRun { Time = TimeProvider.System }.Verb("query", "--archive", _archive.Path)))));

        Assert.Equal(Enumerable.Range(1, 8).Select(sequence => (long)sequence), (await AccessJournal.ReadAsync(Journal, default)).Select(use => use.Sequence));
    }

    [Fact]
    public async Task A_question_waits_for_a_use_that_is_just_being_recorded()
    {
        Assert.Equal(0, Query());
        Task<IReadOnlyList<AuditEvent>> reading;
        using (new FileStream(Journal, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            reading = AccessJournal.ReadAsync(Journal, default);
            await Task.Delay(100);
            Assert.False(reading.IsCompleted);
        }

        Assert.Single(await reading);
    }

    [Fact]
    public async Task With_a_topic_configured_the_use_is_a_record_of_it_that_a_sink_reads()
    {
        using var kafka = new MockKafka();
        var config = _folder.Write("auditctl.yaml", $"kafka: {{bootstrap: \"{kafka.Bootstrap}\", topic: compliance.audit}}");

        await kafka.SendAsync("compliance.audit", [0]);
        Assert.Equal(0, Query("--config", config, "--topic", "payments"));

        var use = new AuditEvent();
        Assert.Null(EventBatchView.Open(Consume(kafka), out var batch));
        Assert.True(batch.MoveNext());
        Assert.Null(EventCodec.Read(batch.Current, use));
        Assert.Equal(("audit.query", AuditEvent.FirstSequence, batch.Epoch), (use.Action, use.Sequence, use.Epoch));
        Assert.Equal(["topic=payments"], use.Filters);
        Assert.False(File.Exists(Journal));
    }

    [Fact]
    public void Brokers_that_cannot_be_reached_leave_the_question_unanswered()
    {
        var config = _folder.Write("auditctl.yaml", $"kafka: {{bootstrap: \"127.0.0.1:{FreePort.Next()}\", topic: compliance.audit, timeoutSeconds: 1}}");

        Assert.Equal(4, Query("--config", config));

        Assert.Equal("", _run.Output);
        Assert.Contains("compliance.audit", _run.Error, StringComparison.Ordinal);
    }

    private static byte[] Consume(MockKafka kafka)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig { BootstrapServers = kafka.Bootstrap, GroupId = "test", AutoOffsetReset = AutoOffsetReset.Earliest }).Build();
        consumer.Assign(Enumerable.Range(0, 4).Select(partition => new TopicPartitionOffset("compliance.audit", partition, Offset.Beginning)));
        while (consumer.Consume(TimeSpan.FromSeconds(60)) is { } record)
        {
            if (record.Message.Value.Length > 1)
                return record.Message.Value;
        }

        throw new TimeoutException("No record of the use came.");
    }

    private int Query(params string[] arguments) => _run.Verb("query", ["--archive", _archive.Path, .. arguments]);
}
