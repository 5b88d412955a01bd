using Compliance.Harness;
using Compliance.Signing;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl.Custody;

/// <summary>People whose keys never leave a module, SoftHSM's here: what they sign is what any other key's owner signs.</summary>
public sealed class Pkcs11SignerTests
{
    [Fact]
    public async Task Holds_releases_purges_and_exports_are_signed_inside_the_module()
    {
        using var token = await SoftToken.MakeAsync("alice", "bob");
        using var archive = await CustodyCase.MakeAsync();
        archive.WriteSettings("alice", token);
        archive.WriteSettings("bob", token);

        archive.Done("alice", "hold", "place", "--case", "CASE-1");
        archive.Approved("hold", "release", "0");
        archive.Done("alice", "purge", "run", archive.Approved("purge", "request"));
        using var folder = new TempFolder("export");
        var place = folder.Combine("rest.csv");
        archive.Done("bob", "export", "--output", place, "--action", "kafka.*");

        // Whoever verifies has the public keys alone.
        Assert.True(archive.Verify() == 0, archive.Ctl.Output);
        Assert.Empty((await archive.StateAsync()).Problems);
        Assert.Single(archive.Files());
        Assert.Equal(0, archive.Ctl.Verb("check-export", place, "--public-key", archive.Public("bob"), "--ledger-key", archive.Public("ledger")));
        Assert.Equal(3, archive.Ctl.Verb("check-export", place, "--public-key", archive.Public("alice")));
    }

    [Fact]
    public async Task A_wrong_PIN_signs_nothing_and_is_not_told()
    {
        using var token = await SoftToken.MakeAsync("alice");
        using var archive = await CustodyCase.MakeAsync();
        archive.WriteSettings("alice", token);
        File.WriteAllText(archive.PinFile("alice"), "000000");

        Assert.Equal(2, archive.Run("alice", "hold", "place", "--case", "CASE-1"));

        Assert.Contains("PIN", archive.Ctl.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("000000", archive.Ctl.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await archive.StateAsync()).Size);
    }

    [Fact]
    public async Task A_key_of_the_module_that_people_do_not_name_signs_nothing()
    {
        using var token = await SoftToken.MakeAsync("alice");
        using var archive = await CustodyCase.MakeAsync();
        archive.WriteSettings("alice", token);
        using var other = PemKeys.Read(PemKeys.Create(SignatureKind.EcdsaP256), "test");
        File.WriteAllText(archive.Public("alice"), other.PublicKey.ToPem());

        Assert.Equal(2, archive.Run("alice", "hold", "place", "--case", "CASE-1"));

        Assert.Contains("is not one of alice's", archive.Ctl.Error, StringComparison.Ordinal);
    }
}
