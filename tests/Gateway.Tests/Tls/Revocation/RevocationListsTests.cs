using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tls.Revocation;
using Compliance.Harness;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.Gateway.Tests.Tls.Revocation;

/// <summary>What lists of revoked certificates say of a chain: who stands on one, and whom nobody can vouch for.</summary>
public sealed class RevocationListsTests : IDisposable
{
    private readonly TlsWorld _world = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly TestAuthority _partners;
    private readonly TestIdentity _till;
    private readonly TestIdentity _other;

    public RevocationListsTests()
    {
        _partners = _world.Keep(_world.ClientRoot.Below("CN=Partners"));
        _till = _world.Keep(_partners.Client("CN=till"));
        _other = _world.Keep(_partners.Client("CN=other"));
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Each_certificate_below_the_root_is_looked_up_in_its_issuers_list()
    {
        byte[] root = _world.ClientRoot.Revoke(), partners = _partners.Revoke(_other.Certificate);

        Assert.Null(Of(_till, root, partners));
        Assert.Contains("is revoked since ", Of(_other, root, partners), StringComparison.Ordinal);
        Assert.EndsWith("Z (list 1 of CN=Partners)", Of(_other, root, partners), StringComparison.Ordinal);
        Assert.StartsWith("leads over one that is no good: CN=Partners is revoked since ", Of(_till, _world.ClientRoot.Revoke(_partners.Certificate), partners), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_whom_no_list_speaks_may_be_revoked()
    {
        Assert.Equal("may be revoked: crl names no list of its issuer, CN=Partners, that is about it", Of(_till, _world.ClientRoot.Revoke()));
        Assert.Equal("leads over one that is no good: CN=Partners may be revoked: crl names no list of its issuer, CN=Client Root, that is about it", Of(_till, _partners.Revoke()));
    }

    [Fact]
    public void A_list_that_another_has_signed_says_nothing()
    {
        var forger = _world.Keep(TestAuthority.Root("CN=Partners"));

        Assert.Equal("may be revoked: the list of CN=Partners in crl has a signature that is not its issuer's", Of(_till, _world.ClientRoot.Revoke(), forger.Revoke()));
        Assert.Null(Of(_till, _world.ClientRoot.Revoke(), forger.Revoke(_till.Certificate), _partners.Revoke()));
    }

    [Fact]
    public void A_list_holds_until_the_next_one_should_be_there()
    {
        byte[] root = _world.ClientRoot.List([], to: TimeSpan.FromDays(30)), partners = _partners.List([], to: TimeSpan.FromDays(1));
        Assert.Null(Of(_till, root, partners));

        _time.Advance(TimeSpan.FromDays(1.1));

        Assert.StartsWith("may be revoked: the list of CN=Partners in crl has expired on ", Of(_till, root, partners), StringComparison.Ordinal);
        Assert.Null(Of(_till, root, partners, _partners.List([], number: 2, from: TimeSpan.Zero)));
    }

    [Fact]
    public void Of_several_lists_the_newest_counts()
    {
        byte[] root = _world.ClientRoot.Revoke(), old = _partners.List([_till.Certificate], from: TimeSpan.FromHours(-5)), news = _partners.List([], number: 2);

        Assert.Null(Of(_till, root, old, news));
        Assert.Null(Of(_till, root, news, old));
        Assert.NotNull(Of(_till, root, _partners.List([_till.Certificate], number: 3, from: TimeSpan.Zero), news));
    }

    [Fact]
    public void Lists_of_a_kind_or_a_place_count_for_those_certificates_alone()
    {
        var place = new Uri("http://lists.example/1.crl");
        var placed = _world.Keep(_partners.Client("CN=placed", list: place));
        var root = _world.ClientRoot.Revoke();

        Assert.Null(Of(_till, root, ScopedList.Sign(_partners, onlyUsers: true)));
        Assert.Contains("names no list", Of(_till, root, ScopedList.Sign(_partners, onlyAuthorities: true)), StringComparison.Ordinal);
        Assert.Contains("CN=Partners may be revoked", Of(_till, ScopedList.Sign(_world.ClientRoot, onlyUsers: true), _partners.Revoke()), StringComparison.Ordinal);
        Assert.Null(Of(_till, ScopedList.Sign(_world.ClientRoot, onlyAuthorities: true), _partners.Revoke()));
        Assert.Null(Of(placed, root, ScopedList.Sign(_partners, place: place)));
        Assert.Contains("names no list", Of(placed, root, ScopedList.Sign(_partners, place: new Uri("http://lists.example/2.crl"))), StringComparison.Ordinal);
        Assert.Contains("names no list", Of(_till, root, ScopedList.Sign(_partners, place: place)), StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_that_alone_say_too_little_are_refused()
    {
        Assert.Contains("delta list", Assert.Throws<CryptographicException>(() => new RevocationList(ScopedList.Sign(_partners, isDelta: true))).Message, StringComparison.Ordinal);
        Assert.Contains("name the full list", Assert.Throws<CryptographicException>(() => new RevocationList(ScopedList.Sign(_partners, isIndirect: true))).Message, StringComparison.Ordinal);
        Assert.Contains("nextUpdate", Assert.Throws<CryptographicException>(() => new RevocationList(ScopedList.Sign(_partners, hasEnd: false))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_list_is_can_be_told()
    {
        var list = new RevocationList(_partners.List([_till.Certificate, _other.Certificate], number: 77, to: TimeSpan.FromDays(3)));

        Assert.Equal(("CN=Partners", 2, "77", "crl"), (list.Issuer, list.Count, list.Life.Serial, list.Life.Use));
        Assert.Equal("2.99", list.Life.Left(_time.GetUtcNow() + TimeSpan.FromMinutes(10)).TotalDays.ToString("0.00", CultureInfo.InvariantCulture));
    }

    private string? Of(TestIdentity shown, params byte[][] lists)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_world.ClientRoot.Certificate);
        chain.ChainPolicy.ExtraStore.Add(_partners.Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        Assert.True(chain.Build(shown.Certificate));
        return new RevocationLists("crl", [.. lists.Select(list => new RevocationList(list))], _time).FindProblem(chain);
    }
}
