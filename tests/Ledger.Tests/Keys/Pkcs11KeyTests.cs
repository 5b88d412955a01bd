using Compliance.Harness;
using Compliance.Ledger.Keys;
using Compliance.Signing;
using Xunit;

namespace Compliance.Ledger.Tests.Keys;

/// <summary>With SoftHSM as the module, where the machine has it.</summary>
public sealed class Pkcs11KeyTests
{
    [Fact]
    public async Task What_the_module_signs_the_public_key_verifies()
    {
        using var token = await SoftToken.MakeAsync("ledger");
        using var key = Pkcs11Key.Open(token.Module, SoftToken.Name, "ledger", SoftToken.Pin);

        // r and s of every length come up in some hundreds of signatures.
        for (var i = 0; i < 300; i++)
            Assert.True(SignedNote.TryParse(SignedNote.Sign($"{i}\n", "audit.example", key).ToBytes())!.IsSignedBy("audit.example", key.PublicKey));
    }

    [Fact]
    public async Task What_is_not_there_is_refused_with_the_way_out_and_without_the_PIN()
    {
        using var token = await SoftToken.MakeAsync("ledger");

        foreach (var open in new Action[]
        {
            () => Pkcs11Key.Open(token.Module, "other", "ledger", SoftToken.Pin),
            () => Pkcs11Key.Open(token.Module, SoftToken.Name, "other", SoftToken.Pin),
            () => Pkcs11Key.Open(token.Module, SoftToken.Name, "ledger", SoftToken.Pin + "0"),
            () => Pkcs11Key.Open(token.Module + ".none", SoftToken.Name, "ledger", SoftToken.Pin),
        })
            Assert.DoesNotContain(SoftToken.Pin, Assert.Throws<LedgerException>(open).Message, StringComparison.Ordinal);
    }
}
