using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Compliance.Auditctl.Export;
using Compliance.AuditSink.Tests.Auditctl.Custody;
using Compliance.Harness;
using Compliance.Ledger.Notes;
using Compliance.Signing;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl;

/// <summary>That an export is what somebody signed for, and what the ledger had signed for when it was made.</summary>
public sealed class ExportSealTests : IDisposable
{
    private readonly TempFolder _folder = new("export");

    private string Place => _folder.Combine("all.csv");

    [Fact]
    public async Task An_export_is_checked_without_the_archive()
    {
        using (var archive = await ExportedAsync())
        {
            var text = archive.Ctl.Output;
            Assert.Contains("Signed by alice+", text, StringComparison.Ordinal);
            Assert.Contains("The ledger has signed for all files", text, StringComparison.Ordinal);
            var manifest = JsonDocument.Parse(File.ReadAllText(Place + ".manifest.json")).RootElement;
            Assert.StartsWith($"{CustodyCase.Origin}/compliance.audit/0\n3\n", manifest.GetProperty("checkpoints")[0].GetProperty("note").GetString(), StringComparison.Ordinal);
            Assert.True(manifest.GetProperty("checkpoints")[0].GetProperty("checked").GetBoolean());
            Assert.Equal([0, 1, 2], manifest.GetProperty("sources").EnumerateArray().Select(source => source.GetProperty("entry").GetInt32()).Order());
            File.Copy(archive.Public("alice"), _folder.Combine("alice.pub"));
            File.Copy(archive.Public("bob"), _folder.Combine("bob.pub"));
            File.Copy(archive.Public("ledger"), _folder.Combine("ledger.pub"));
        }

        var reader = new AuditctlRun();
        Assert.Equal(0, Check(reader, "alice", "--ledger-key", _folder.Combine("ledger.pub")));
        Assert.Contains("what alice signed for: 70 events", reader.Output, StringComparison.Ordinal);
        Assert.Contains("The ledger signed for all of them", reader.Output, StringComparison.Ordinal);
        Assert.Equal(3, Check(reader, "bob"));
        Assert.Contains("somebody else signed it", reader.Error, StringComparison.Ordinal);
        Assert.Equal(3, Check(reader, "alice", "--ledger-key", _folder.Combine("bob.pub"), "--json"));
        Assert.False(JsonDocument.Parse(reader.Output).RootElement.GetProperty("holds").GetBoolean());
        Assert.Contains("is not signed by the ledger's key", reader.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // nobody is trusted when it is made, so that nothing is checked then
    public async Task Rotations_of_the_ledgers_key_travel_with_it_so_that_the_first_key_is_enough(bool isTrusted)
    {
        using var archive = await RotatedAsync(isTrusted);

        var rotations = JsonNode.Parse(File.ReadAllText(Place + ".manifest.json"))!["checkpoints"]![0]!["rotations"]!.AsObject();
        Assert.Equal(["4", "6"], rotations.Select(rotation => rotation.Key));
        Assert.True(CheckLedger(archive) == 0, archive.Ctl.Error);
        Assert.Contains("The ledger signed for all of them", archive.Ctl.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("by others")]
    [InlineData("of another place")]
    [InlineData("by the new key alone")]
    [InlineData("none")]
    public async Task A_forged_rotation_is_named(string how)
    {
        using var archive = await RotatedAsync(isTrusted: true);
        var manifest = JsonNode.Parse(File.ReadAllText(Place + ".manifest.json"))!;
        var rotations = manifest["checkpoints"]![0]!["rotations"]!.AsObject();
        using var old = PemKeys.Read(PemKeys.Create(SignatureKind.Ed25519), "test");
        using var young = PemKeys.Read(PemKeys.Create(SignatureKind.Ed25519), "test");
        var origin = $"{CustodyCase.Origin}/compliance.audit/0";
        rotations["4"] = how switch
        {
            "by others" => KeyRotation.Sign(origin, 4, old, young).ToString(),
            "of another place" => (string?)rotations["6"],
            "by the new key alone" => SignedNote.Sign(new KeyRotation(origin, 4, archive.SigningKey, young.PublicKey).ToString(), origin, young).ToString(),
            _ => null,
        };
        // As whoever made the export could.
        var bytes = Encoding.UTF8.GetBytes(manifest.ToJsonString());
        using var alice = archive.Key("alice");
        File.WriteAllBytes(Place + ".manifest.json", bytes);
        File.WriteAllBytes(Place + ".manifest.json.sig", ExportSeal.Sign(bytes, Place, "alice", alice));

        Assert.Equal(3, CheckLedger(archive));
        Assert.Contains("rotation of the ledger's key at entry 4 of compliance.audit/0 is forged", archive.Ctl.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "its bytes are others")]
    [InlineData(".manifest.json", "the manifest was changed")]
    [InlineData(".manifest.json.sig", "the manifest was changed")]
    public async Task A_flipped_bit_is_found_in_each_of_the_three_files(string ending, string said)
    {
        using var archive = await ExportedAsync();
        var bytes = File.ReadAllBytes(Place + ending);
        var at = ending == ".manifest.json" ? bytes.AsSpan().IndexOf("\"rows\": 70"u8) + "\"rows\": 7".Length : bytes.Length / 2;
        bytes[at] ^= 1;
        File.WriteAllBytes(Place + ending, bytes);

        Assert.Equal(3, archive.Ctl.Verb("check-export", Place, "--public-key", archive.Public("alice")));
        Assert.Contains(said, archive.Ctl.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_signature_of_another_export_is_none_of_this_one()
    {
        using var archive = await ExportedAsync();
        archive.Done("alice", "export", "--output", _folder.Combine("some.csv"), "--who", "analyst", "--action", "kafka.*");
        foreach (var ending in new[] { "", ".manifest.json", ".manifest.json.sig" })
            File.Copy(_folder.Combine("some.csv") + ending, Place + ending, overwrite: true);

        Assert.Equal(3, archive.Ctl.Verb("check-export", Place, "--public-key", archive.Public("alice")));
        Assert.Contains("its file was renamed", archive.Ctl.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_key_it_says_so_in_its_manifest_and_aloud()
    {
        using var archive = new SampleArchive();
        var run = new AuditctlRun();

        Assert.Equal(0, run.Verb("export", "--archive", archive.Path, "--output", Place));

        Assert.Contains("Not signed", run.Output, StringComparison.Ordinal);
        Assert.Contains("no signed checkpoint", run.Output, StringComparison.Ordinal);
        Assert.Contains("custody.signer", JsonDocument.Parse(File.ReadAllText(Place + ".manifest.json")).RootElement.GetProperty("unsigned").GetString(), StringComparison.Ordinal);
        Assert.False(File.Exists(Place + ".manifest.json.sig"));
        Assert.Equal(3, run.Verb("check-export", Place, "--public-key", Key()));
        Assert.Contains("was not signed when it was made", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_exported_under_a_checkpoint_that_does_not_hold()
    {
        using var archive = await CustodyCase.MakeAsync();
        File.Copy(archive.Public("bob"), archive.Public("ledger"), overwrite: true);

        Assert.Equal(2, archive.Run("alice", "export", "--output", Place));

        Assert.Contains("is not signed by the key that is in force", archive.Ctl.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<CustodyCase> ExportedAsync()
    {
        var archive = await CustodyCase.MakeAsync();
        archive.Done("alice", "export", "--output", Place, "--action", "kafka.*");
        return archive;
    }

    // Entries 0 to 2, then two ranges, each with a rotation behind it.
    private async Task<CustodyCase> RotatedAsync(bool isTrusted)
    {
        var archive = await CustodyCase.MakeAsync();
        await archive.RotateAsync(SignatureKind.EcdsaP256, 71);
        await archive.RotateAsync(SignatureKind.Ed25519, 81);
        if (!isTrusted)
            archive.WriteSettings("alice", "alice", trusts: false);
        archive.Done("alice", "export", "--output", Place, "--action", "kafka.*");
        return archive;
    }

    private int CheckLedger(CustodyCase archive) =>
        archive.Ctl.Verb("check-export", Place, "--public-key", archive.Public("alice"), "--ledger-key", archive.Public("ledger"));

    private int Check(AuditctlRun run, string name, params string[] more) => run.Verb("check-export", [Place, "--public-key", _folder.Combine($"{name}.pub"), .. more]);

    private string Key()
    {
        using var key = PemKeys.Read(PemKeys.Create(SignatureKind.Ed25519), "test");
        return _folder.Write("some.pub", key.PublicKey.ToPem());
    }
}
