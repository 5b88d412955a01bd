using Compliance.Auditctl.Access;
using Compliance.AuditSink.Tests.Support;
using Compliance.Store.S3;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl.Custody;

/// <summary>A purge from its plan to its certificate, over both kinds of places.</summary>
public sealed class PurgeTests
{
    [Theory]
    [InlineData("folder")]
    [InlineData("s3")]
    public async Task What_two_people_agree_on_goes_and_the_certificate_explains_it(string kind)
    {
        using var archive = await CustodyCase.MakeAsync(kind);
        var before = await NamesAsync(archive);

        archive.Done("alice", "purge", "plan");
        Assert.Contains("2 files with 60 rows", archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Equal(before, await NamesAsync(archive));

        var request = archive.Approved("purge", "request", "--reason", "retention");
        Assert.Equal(before, await NamesAsync(archive));
        archive.Done("alice", "purge", "run", request);

        Assert.Contains("2 files with 60 rows", archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Equal(before[^1..], await NamesAsync(archive));
        Assert.Equal(0, archive.Verify());
        Assert.Contains("requested by alice (0), approved by bob (1)", archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Contains("4 statements of custody", archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Contains("CustodyUnsigned", archive.Ctl.Output, StringComparison.Ordinal);

        // The sink takes the statements into the ledger with its next entry.
        await archive.WriteMoreAsync(71);
        Assert.Equal(0, archive.Verify("--json"));
        Assert.Equal(["Purged"], archive.Json.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("kind").GetString()!));
    }

    [Fact]
    public async Task Without_its_certificate_a_purged_file_is_a_missing_one()
    {
        using var archive = await CustodyCase.MakeAsync();
        archive.Done("alice", "purge", "run", archive.Approved("purge", "request"));

        Directory.Delete(Path.GetDirectoryName(archive.Statement(0))!, recursive: true);

        Assert.Equal(3, archive.Verify());
        Assert.Contains("FileMissing", archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Contains("CustodyCut", archive.Ctl.Output, StringComparison.Ordinal); // the second place has them
    }

    [Fact]
    public async Task Nothing_goes_that_nobody_or_only_the_requester_has_approved()
    {
        using var archive = await CustodyCase.MakeAsync();
        archive.Done("alice", "purge", "request", "--json");
        var (number, hash) = archive.Printed();

        Assert.Equal(1, archive.Run("alice", "purge", "run", number));
        Assert.Contains("Nobody has approved", archive.Ctl.Error, StringComparison.Ordinal);
        Assert.Equal(2, archive.Run("alice", "approve", number, "--sha256", hash));
        Assert.Contains("it takes two people", archive.Ctl.Error, StringComparison.Ordinal);
        Assert.Equal(1, archive.Run("bob", "approve", number));
        Assert.Equal(1, archive.Run("bob", "approve", number, "--sha256", new string('0', 64)));
        Assert.Contains("look at it again", archive.Ctl.Error, StringComparison.Ordinal);
        Assert.Equal(3, archive.Files().Length);
    }

    [Fact]
    public async Task Another_key_does_not_speak_for_a_person_and_a_key_speaks_for_one_person()
    {
        using var archive = await CustodyCase.MakeAsync();
        archive.Done("alice", "purge", "request", "--json");
        var (number, hash) = archive.Printed();

        // Alice says that she is bob, with her own key.
        archive.WriteSettings("alice", "bob", key: "alice");
        Assert.Equal(2, archive.Run("alice", "approve", number, "--sha256", hash));
        Assert.Contains("not one of bob's", archive.Ctl.Error, StringComparison.Ordinal);

        // Her key is bob's too, as somebody has settings say.
        File.Copy(archive.Public("alice"), archive.Public("bob"), overwrite: true);
        Assert.Equal(2, archive.Run("alice", "approve", number, "--sha256", hash));
        Assert.Contains("have the same key", archive.Ctl.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_has_expired_is_neither_approved_nor_begun()
    {
        using var archive = await CustodyCase.MakeAsync();
        archive.Done("alice", "purge", "request", "--json");
        var (number, hash) = archive.Printed();
        var approved = archive.Approved("purge", "request");
        archive.Time.Advance(TimeSpan.FromHours(73));

        Assert.Equal(2, archive.Run("bob", "approve", number, "--sha256", hash));
        Assert.Contains("expired", archive.Ctl.Error, StringComparison.Ordinal);
        Assert.Equal(2, archive.Run("alice", "purge", "run", approved));
        Assert.Contains("expired", archive.Ctl.Error, StringComparison.Ordinal);
        Assert.Equal(3, archive.Files().Length);
    }

    [Fact]
    public async Task What_must_be_kept_is_not_asked_for()
    {
        using var archive = await CustodyCase.MakeAsync();

        Assert.Equal(1, archive.Run("alice", "purge", "request", "--before", "30d"));
        Assert.Contains("400 days", archive.Ctl.Error, StringComparison.Ordinal);
        Assert.Equal(2, archive.Run("alice", "purge", "request", "--before", "2020-01-01"));
        Assert.Contains("is to purge nothing", archive.Ctl.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_as_it_was_signed_is_kept_as_evidence()
    {
        using var archive = await CustodyCase.MakeAsync();
        var request = archive.Approved("purge", "request");
        File.AppendAllText(archive.Files()[0], "x");

        archive.Done("alice", "purge", "run", request, "--json");

        var certificate = archive.Json[0].GetProperty("certificate").GetProperty("statement").GetProperty("certificate");
        Assert.Equal((1, 10), (certificate.GetProperty("files").GetInt32(), certificate.GetProperty("rows").GetInt32()));
        Assert.Contains("not what its entry", certificate.GetProperty("kept")[0].GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Equal(3, archive.Verify());
        Assert.Contains("FileChanged", archive.Ctl.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Questions_and_proofs_say_what_was_purged()
    {
        using var archive = await CustodyCase.MakeAsync();
        archive.Done("alice", "purge", "run", archive.Approved("purge", "request"));

        archive.Done("bob", "query", "--action", "kafka.*", "--json");
        Assert.Equal(10, archive.Json.GetArrayLength());
        Assert.Contains("2 files of the times asked for were purged", archive.Ctl.Error, StringComparison.Ordinal);
        Assert.Equal(2, archive.Run("bob", "prove", Sample.Fetch(7).Id.ToString()));
        Assert.Contains("were purged, and it may have stood in one of them", archive.Ctl.Error, StringComparison.Ordinal);
        archive.Done("bob", "prove", Sample.Fetch(61).Id.ToString());

        // Whoever does not know the people takes nobody's word for it.
        Assert.Equal(2, archive.Ctl.Verb("query", "--archive", archive.Root));
        Assert.Contains("is not there", archive.Ctl.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_step_is_recorded_before_and_after()
    {
        using var archive = await CustodyCase.MakeAsync();
        archive.Done("alice", "purge", "run", archive.Approved("purge", "request"));

        var uses = await AccessJournal.ReadAsync(AccessJournal.PathIn(archive.Root), default);

        Assert.All(uses, use => Assert.Equal("audit.purge", use.Action));
        Assert.Equal(
            ["request start", "request access", "approve=0 start", "approve=0 access", "run=0 start", "run=0 access"],
            uses.Select(use => $"{use.Filters[0]} {use.Type}"));
    }

    [Fact]
    public async Task A_locked_object_stays_until_its_date_and_the_plan_says_so()
    {
        using var archive = await CustodyCase.MakeAsync("s3", new S3Retention(S3RetentionMode.Compliance, 1000));

        archive.Done("alice", "purge", "plan", "--json");
        Assert.Empty(archive.Json.GetProperty("goes").EnumerateArray());
        Assert.All(archive.Json.GetProperty("kept").EnumerateArray(), kept => Assert.StartsWith("locked by the store until ", kept.GetProperty("why").GetString(), StringComparison.Ordinal));
        Assert.Equal(2, archive.Run("alice", "purge", "request"));
        Assert.Equal(3, (await NamesAsync(archive)).Count);
    }

    private static async Task<List<string>> NamesAsync(CustodyCase archive)
    {
        using var store = archive.Store();
        var names = new List<string>();
        await foreach (var name in store.ListAsync("", null, default))
        {
            if (name.EndsWith(".parquet", StringComparison.Ordinal))
                names.Add(name);
        }

        return names;
    }
}
