using System.Net;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Tests.Support;
using Compliance.Harness;
using Xunit;

namespace Compliance.AuditSink.Tests;

/// <summary>Health and metrics as an operator's tools ask for them.</summary>
public sealed class AdminTests
{
    [Fact]
    public async Task A_sink_at_work_is_live_and_ready_and_counts_what_it_does()
    {
        using var kafka = new MockKafka();
        using var folder = new TempFolder("admin");
        var port = FreePort.Next();
        await kafka.SendAsync("audit", Sample.Batch(1, 100));
        await using var sink = new RunningSink(Settings(kafka, folder.Combine("archive"), port));
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        await Eventually.TrueAsync(async () => await StatusAsync(http, "/ready") == HttpStatusCode.OK, TimeSpan.FromSeconds(60), "the sink to be ready");
        await Eventually.TrueAsync(async () => (await http.GetStringAsync("/metrics")).Contains("auditsink_lag{side=\"archive\",partition=\"0\"} 0\n", StringComparison.Ordinal), TimeSpan.FromSeconds(60), "no lag");

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "/live"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(http, "/"));
        var page = await http.GetStringAsync("/metrics");
        foreach (var line in new[]
        {
            "auditsink_archive_rows_total 100", "auditsink_archive_files_total 1", "auditsink_archive_entries_total 1", "auditsink_ownership_lost_total 0",
            "auditsink_dead_letters_total 0", "auditsink_store_retries_total 0", "auditsink_position{side=\"archive\",partition=\"0\"} 1",
            "auditsink_unread{side=\"archive\",partition=\"0\"} 0", "# TYPE auditsink_archive_bytes_total counter",
        })
            Assert.Contains(line + "\n", page, StringComparison.Ordinal);
        Assert.Contains("auditsink_archive_last_entry_timestamp_seconds{partition=\"0\"} 1", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sink_without_a_broker_is_live_and_not_ready()
    {
        using var folder = new TempFolder("admin");
        var port = FreePort.Next();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await using var sink = new RunningSink(Settings(null, folder.Combine("archive"), port));

        var reason = await ReasonAsync(http);

        Assert.Equal("archive: not in the consumer group yet.\n", reason);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "/live"));
    }

    [Fact]
    public async Task A_sink_that_cannot_write_its_archive_is_not_ready_and_takes_no_partition()
    {
        using var kafka = new MockKafka();
        await kafka.SendAsync("audit", Sample.Batch(1, 10)); // a group is joined for a topic that is there
        using var folder = new TempFolder("admin");
        var port = FreePort.Next();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        // given a file where the folder should be
        var settings = Settings(kafka, folder.Write("archive", ""), port);
        await using (var sink = new RunningSink(settings))
        {
            await Eventually.TrueAsync(async () => await ReasonAsync(http) == "archive: the archive cannot be written.\n", TimeSpan.FromSeconds(60), "the reason");
            Assert.DoesNotContain(sink.Log, line => line.Contains("is ours", StringComparison.Ordinal));

            // when that is mended
            File.Delete(settings.Archive.Path!);
            await Eventually.TrueAsync(async () => await StatusAsync(http, "/ready") == HttpStatusCode.OK, TimeSpan.FromSeconds(90), "the sink to be ready");
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path);
        return answer.StatusCode;
    }

    private static async Task<string> ReasonAsync(HttpClient http)
    {
        using var answer = await http.GetAsync("/ready");
        return await answer.Content.ReadAsStringAsync();
    }

    private static SinkSettings Settings(MockKafka? kafka, string archive, int port) => new()
    {
        Kafka = new KafkaSettings { Bootstrap = kafka?.Bootstrap ?? $"127.0.0.1:{FreePort.Next()}", Topic = "audit", Group = "sink" },
        Archive = new ArchiveSettings { Path = archive, Roll = new RollSettings { Seconds = 0.5 } },
        Admin = new AdminSettings(IPAddress.Loopback, port),
    };
}
