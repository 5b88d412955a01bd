using System.Text.Json;
using System.Text.RegularExpressions;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Tests.Support;
using Compliance.Harness;
using Compliance.Signing;
using Compliance.Store.Folder;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl;

/// <summary><c>verify</c>, <c>prove</c> and <c>check-proof</c> over an archive that a sink has signed.</summary>
public sealed class VerifyTests : IAsyncLifetime
{
    private const string Origin = "audit.example/test";
    private readonly TempFolder _archive = new("archive");
    private readonly TempFolder _other = new("other");
    private readonly AuditctlRun _run = new();
    private readonly string _pem = PemKeys.Create(SignatureKind.Ed25519);

    private string Public => _other.Combine("ledger.pub");
    private string Proof => _other.Combine("event.proof");
    private static string Event => Sample.Fetch(7).Id.ToString();

    public async ValueTask InitializeAsync()
    {
        _other.Write("ledger.pub", PublicPem(_pem));
        var time = new FakeTimeProvider();
        var ledger = new LedgerSettings { Origin = Origin, Key = _pem, Copies = _other.Combine("copies") };
        using var sink = await SignedArchive.OpenAsync(new FolderStore(_archive.Path, time), ledger, time);
        await sink.CloseAsync(0, Sample.Batch(1, 50));
        await sink.CloseAsync(1, Sample.Batch(51, 60));
    }

    public ValueTask DisposeAsync()
    {
        _archive.Dispose();
        _other.Dispose();
        return default;
    }

    [Fact]
    public void An_archive_as_it_was_signed_is_vouched_for_and_the_use_is_recorded()
    {
        Assert.Equal(0, Verify());

        Assert.StartsWith("Checked: 1 logs with 2 entries under 4 checkpoints; 2 files, 60 rows, ", _run.Output, StringComparison.Ordinal);
        Assert.EndsWith($"All of it is as it was signed.{Environment.NewLine}", _run.Output, StringComparison.Ordinal);
        Assert.Equal(0, _run.Verb("query", "--archive", _archive.Path, "--action", "audit.verify", "--json"));
        Assert.Equal(1, JsonDocument.Parse(_run.Output).RootElement.GetArrayLength());
    }

    [Fact]
    public void A_changed_byte_is_named_with_file_row_and_first_event()
    {
        var file = Directory.GetFiles(_archive.Path, "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 3]++;
        File.WriteAllBytes(file, bytes);

        Assert.Equal(3, Verify());
        Assert.Contains($"{Path.GetFileName(file)} row ", _run.Output, StringComparison.Ordinal);
        Assert.Contains("The first event that cannot be vouched for: ", _run.Output, StringComparison.Ordinal);

        // and in a table, a row each
        Assert.Matches($@"(?m)^\s+FileChanged\s+compliance\.audit/0\s+0\s+\S+{Regex.Escape(Path.GetFileName(file))}\s+\d+( to \d+)?\s+{Sample.Fetch(1).Id} proxy-1 epoch 1000 sequence 1 at ", _run.Output);

        Assert.Equal(3, Verify("--json"));
        var report = JsonDocument.Parse(_run.Output).RootElement;
        Assert.False(report.GetProperty("isSound").GetBoolean());
        Assert.Equal("FileChanged", report.GetProperty("findings")[0].GetProperty("kind").GetString());
    }

    [Fact]
    public void Another_key_vouches_for_nothing()
    {
        _other.Write("ledger.pub", PublicPem(PemKeys.Create(SignatureKind.Ed25519)));

        Assert.Equal(3, Verify());
        Assert.Contains("CheckpointForged", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_settings_may_say_whom_to_trust()
    {
        var config = _other.Write("auditctl.yaml", $"archive: {{path: {_archive.Path}}}\nledger: {{origin: {Origin}, publicKey: {Public}, copies: {_other.Combine("copies")}}}\n");

        Assert.Equal(0, _run.Verb("verify", "--config", config));
    }

    [Theory]
    [InlineData(1, "Whose signature")]
    [InlineData(1, "no public key", "--origin", Origin, "--public-key", "GARBAGE")]
    [InlineData(2, "nowhere.pub", "--origin", Origin, "--public-key", "nowhere.pub")]
    [InlineData(1, "--copies", "--origin", Origin, "--public-key", "PUBLIC", "--copies", "s3://")]
    public void What_cannot_be_checked_says_why(int code, string said, params string[] arguments)
    {
        var garbage = _other.Write("garbage.pub", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");

        Assert.Equal(code, _run.Verb("verify", ["--archive", _archive.Path, .. arguments.Select(word => word switch { "GARBAGE" => garbage, "PUBLIC" => Public, _ => word })]));
        Assert.Contains(said, _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_without_an_archive_is_not_vouched_for()
    {
        Assert.Equal(2, _run.Verb("verify", "--archive", _other.Combine("empty"), "--origin", Origin, "--public-key", Public));
        Assert.Contains("no sink has written there", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_proof_holds_without_the_archive()
    {
        Assert.Equal(0, Prove());
        _archive.Dispose();

        Assert.Equal(0, Check());
        Assert.Contains($"entry 0 of {Origin}/", _run.Output, StringComparison.Ordinal);
        Assert.Contains("user.name: User:analyst", _run.Output, StringComparison.Ordinal);
        Assert.Equal(0, Check("--origin", Origin, "--json"));
        var proven = JsonDocument.Parse(_run.Output).RootElement;
        Assert.True(proven.GetProperty("holds").GetBoolean());
        Assert.Equal((Event, 7L), (proven.GetProperty("event").GetProperty("event.id").GetString(), proven.GetProperty("event").GetProperty("event.sequence").GetInt64()));
    }

    [Fact]
    public void A_proof_that_was_changed_or_is_of_another_ledger_does_not_hold()
    {
        Assert.Equal(0, Prove());

        Assert.Equal(3, Check("--origin", "audit.example/another"));
        File.WriteAllText(Proof, File.ReadAllText(Proof).Replace("index 0", "index 1", StringComparison.Ordinal));
        Assert.Equal(3, Check("--json"));
        Assert.Equal("{\"holds\":false}", _run.Output.Trim());
        Assert.Contains("proves nothing", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_proven_that_is_not_there_and_no_file_is_written_over()
    {
        Assert.Equal(2, _run.Verb("prove", "01890a5d-ac96-774b-bcce-b302099a8057", "--archive", _archive.Path));
        Assert.Contains("has an event 01890a5d-ac96-774b-bcce-b302099a8057", _run.Error, StringComparison.Ordinal);
        Assert.Equal(1, _run.Verb("prove", "not-an-id", "--archive", _archive.Path));

        _other.Write("event.proof", "mine");
        Assert.Equal(2, Prove());
        Assert.Equal("mine", File.ReadAllText(Proof));
    }

    private int Verify(params string[] more) =>
        _run.Verb("verify", ["--archive", _archive.Path, "--origin", Origin, "--public-key", Public, "--copies", _other.Combine("copies"), .. more]);

    private int Prove() => _run.Verb("prove", Event, "--archive", _archive.Path, "--output", Proof);

    private int Check(params string[] more) => _run.Verb("check-proof", [Proof, "--public-key", Public, .. more]);

    private static string PublicPem(string pem)
    {
        using var key = PemKeys.Read(pem, "test");
        return key.PublicKey.ToPem();
    }
}
