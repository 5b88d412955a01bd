using Xunit;

namespace Compliance.Gateway.Tests.Approval;

/// <summary>Policies of a route that demands the word of two people: only what both have signed is loaded, to the byte.</summary>
public sealed class ApprovalTests : IDisposable
{
    private readonly OfficersDesk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void What_one_signs_and_another_approves_is_loaded_and_says_who_they_are()
    {
        // Given policies that nobody has signed,
        Assert.Contains("Nobody has approved these policies, and route 'r' demands the word of 2 people", _desk.Load().Problems, StringComparison.Ordinal);

        // when alice signs them,
        Assert.Equal(0, _desk.Sign("alice", "--reason", "RISK-7"));
        Assert.Contains("1 more of bob, carol must approve it", _desk.Said, StringComparison.Ordinal);
        Assert.Contains("Release 1, signed by alice, lacks the approval of 1 more of bob, carol", _desk.Load().Problems, StringComparison.Ordinal);
        Assert.Equal(1, _desk.Run("policy", "check", "--config", _desk.Settings));

        // and bob approves,
        Assert.Equal(0, _desk.Approve("bob"));

        // then a proxy loads them, and everybody can see who has put them in force.
        var (release, problems) = _desk.Load();
        Assert.Empty(problems);
        Assert.Equal((1, "alice", "bob", null), (release!.Number, release.SignedBy, Assert.Single(release.ApprovedBy), release.Restores));
        Assert.Equal(0, _desk.Run("policy", "check", "--config", _desk.Settings));
        Assert.Contains("release 1: signed by alice at 2026-11-26 12:00:00Z (RISK-7); approved by bob", _desk.Said, StringComparison.Ordinal);
        Assert.Equal(0, _desk.Run("policy", "releases", "--config", _desk.Settings));
        Assert.Contains("in force", _desk.Said, StringComparison.Ordinal);
    }

    [Fact]
    public void One_person_is_never_two()
    {
        _desk.Sign("alice");
        Assert.Equal(1, _desk.Approve("alice"));
        Assert.Contains("is by alice, who signed release 1: it takes another person", _desk.Said, StringComparison.Ordinal);
        Assert.Null(_desk.Load().Release);
    }

    [Fact]
    public void Where_three_are_demanded_two_are_too_few_and_nobody_counts_twice()
    {
        using var desk = new OfficersDesk(", needed: 3");
        desk.Sign("alice");
        Assert.Equal(0, desk.Approve("bob"));
        Assert.Null(desk.Load().Release);
        Assert.Equal(1, desk.Approve("bob"));
        Assert.Contains("is a second approval of release 1 by bob", desk.Said, StringComparison.Ordinal);
        Assert.Equal(0, desk.Approve("carol"));
        Assert.Equal(["bob", "carol"], desk.Load().Release!.ApprovedBy);
    }

    [Theory]
    [InlineData("alice", "bob", "not one of alice's")]
    [InlineData("eve", "eve", "People of route 'r' are alice, bob, carol")]
    public void Who_signs_does_so_with_his_own_key_and_is_one_of_the_people(string who, string keyOf, string why)
    {
        Assert.Equal(1, _desk.Sign(who, "--key", _desk.PathOf(keyOf + ".pem")));
        Assert.Contains(why, _desk.Said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_desk.PathOf("policies/approvals")));
    }

    [Fact]
    public void A_policy_that_has_changed_by_a_byte_is_not_loaded()
    {
        _desk.Release(OfficersDesk.Policy);
        _desk.Write("policies/test.yaml", OfficersDesk.Policy + " ");

        Assert.Contains($"{_desk.PathOf("policies/test.yaml")}:1:1: error: This policy has changed since release 1 was approved", _desk.Load().Problems, StringComparison.Ordinal);
        Assert.Equal(1, _desk.Run("policy", "check", "--config", _desk.Settings));

        _desk.Write("policies/test.yaml", OfficersDesk.Policy);
        Assert.Equal(1, _desk.Load().Release!.Number);
    }

    [Fact]
    public void A_file_more_or_less_is_not_what_was_approved()
    {
        // A file holds denials and protections that others rely on: taking it away takes the word of two as well.
        _desk.Write("policies/other.yaml", "schema: policy/v1\npolicy: {id: other, title: O, owner: o}\n");
        _desk.Release(OfficersDesk.Policy);
        File.Delete(_desk.PathOf("policies/other.yaml"));
        Assert.Contains("other.yaml:1:1: error: This policy is part of release 1, and is not there", _desk.Load().Problems, StringComparison.Ordinal);

        _desk.Write("policies/other.yaml", "schema: policy/v1\npolicy: {id: other, title: O, owner: o}\n");
        _desk.Write("policies/third.yaml", "schema: policy/v1\npolicy: {id: third, title: T, owner: t}\n");
        Assert.Contains("third.yaml:1:1: error: This policy is in no release", _desk.Load().Problems, StringComparison.Ordinal);
    }

    [Fact]
    public void An_approval_that_comes_too_late_or_for_other_files_is_refused()
    {
        // Given a release that was signed,
        _desk.Sign("alice");

        // when the file has changed since, bob approves nothing;
        _desk.Write("policies/test.yaml", OfficersDesk.Policy + "# more\n");
        Assert.Equal(1, _desk.Approve("bob"));
        Assert.Contains("does not hold the files that alice signed as release 1", _desk.Said, StringComparison.Ordinal);

        // and when it is as it was, but a fortnight has passed, neither.
        _desk.Write("policies/test.yaml", OfficersDesk.Policy);
        _desk.Clock.Advance(TimeSpan.FromDays(15));
        Assert.Equal(1, _desk.Approve("bob"));
        Assert.Contains("when release 1 expired", _desk.Said, StringComparison.Ordinal);
        Assert.Contains("was not approved before it expired", _desk.Load().Problems, StringComparison.Ordinal);
        Assert.Equal(0, _desk.Sign("alice"));
        Assert.Equal(0, _desk.Approve("bob"));
        Assert.Equal(2, _desk.Load().Release!.Number);
    }

    [Fact]
    public void Whatever_byte_of_a_statement_changes_it_counts_for_nothing()
    {
        _desk.Release(OfficersDesk.Policy);
        foreach (var note in Directory.GetFiles(_desk.PathOf("policies/approvals"), "*.note"))
        {
            var bytes = File.ReadAllBytes(note);
            for (var i = 0; i < bytes.Length; i += 3)
            {
                bytes[i] ^= 1;
                File.WriteAllBytes(note, bytes);
                Assert.Null(_desk.Chain.InForce);
                bytes[i] ^= 1;
            }

            File.WriteAllBytes(note, bytes);
        }

        Assert.Equal(1, _desk.Chain.InForce!.Number);
    }

    [Fact]
    public void What_was_approved_for_another_route_is_worth_nothing_here()
    {
        // Given a release that the same two people have made for a test,
        using var other = new OfficersDesk();
        foreach (var key in new[] { "alice.pub", "bob.pub", "carol.pub" })
            File.Copy(_desk.PathOf(key), other.PathOf(key), overwrite: true);
        foreach (var key in new[] { "alice.pem", "bob.pem" })
            File.Copy(_desk.PathOf(key), other.PathOf(key), overwrite: true);
        other.Write("proxy.yaml", other.Read("proxy.yaml").Replace("bank.example/payments", "bank.example/test", StringComparison.Ordinal));
        other.Release(OfficersDesk.Policy);

        // when its statements are laid beside policies that go into production,
        Directory.CreateDirectory(_desk.PathOf("policies/approvals"));
        foreach (var note in Directory.GetFiles(other.PathOf("policies/approvals"), "*.note"))
            File.Copy(note, Path.Combine(_desk.PathOf("policies/approvals"), Path.GetFileName(note)));

        // then they count for nothing.
        Assert.Contains("Nobody has approved these policies", _desk.Load().Problems, StringComparison.Ordinal);
        Assert.Equal(2, _desk.Chain.Problems.Count);
        Assert.Contains("of another origin", _desk.Chain.Problems[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_has_left_takes_his_word_with_him_and_what_others_have_signed_since_stands()
    {
        // Given a release by alice and bob, and one by bob and carol,
        _desk.Release(OfficersDesk.Policy);
        _desk.Write("policies/test.yaml", OfficersDesk.Policy + "# second\n");
        Assert.Equal((0, 0), (_desk.Sign("bob"), _desk.Approve("carol")));

        // when alice is not one of the people any more,
        _desk.Write("proxy.yaml", _desk.Read("proxy.yaml").Replace("alice: alice.pub, ", "", StringComparison.Ordinal));

        // then the second release holds, and the first one can not be put back.
        Assert.Equal(("", 3), (_desk.Load().Problems, _desk.Load().Release!.Number));
        Assert.Equal(1, _desk.RollBack("carol"));
        Assert.Contains("No release was in force before", _desk.Said, StringComparison.Ordinal);
        Assert.Equal(0, _desk.Run("policy", "releases", "--config", _desk.Settings));
        Assert.Contains("Statement 1 is not signed by alice", _desk.Said, StringComparison.Ordinal);
    }

    [Fact]
    public void Policies_that_do_not_hold_their_own_tests_are_signed_by_nobody()
    {
        _desk.Write("policies/test.yaml", OfficersDesk.Policy + """

            tests:
              - {name: wrong, as: {principal: "User:analyst"}, read: {topic: payments.eu, value: {card: "4111111111111111"}}, expect: {value: {card: "4111111111111111"}}}
            """);
        Assert.Equal(1, _desk.Sign("alice"));
        Assert.Contains("test 'wrong'", _desk.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("people: {alice: alice.pub, bob: [bob.pub], carol: carol.pub}", "people: {alice: alice.pub}", "'people' names 1, and 'needed' demands 2")]
    [InlineData("carol: carol.pub", "carol: nowhere.pub", "The public key can't be used")]
    [InlineData("carol: carol.pub", "carol: alice.pub", "alice and carol have the same key")]
    [InlineData("carol: carol.pub", "\"ca rol\": carol.pub", "no name that signs")]
    [InlineData("policies: policies", "policies: policies/test.yaml", "is a file; approvals are about a folder")]
    [InlineData("    policies: policies\n", "", "the route has none; add 'policies'")]
    [InlineData("carol: carol.pub}", "carol: carol.pub}, needed: 1", "'needed' is a whole number from 2")]
    [InlineData("origin: bank.example/payments, ", "", "lacks 'origin'")]
    public void Settings_that_demand_what_can_not_be_are_refused(string part, string by, string why)
    {
        var settings = _desk.Read("proxy.yaml");
        Assert.Contains(part, settings, StringComparison.Ordinal);
        _desk.Write("proxy.yaml", settings.Replace(part, by, StringComparison.Ordinal));

        Assert.Contains(why, _desk.Load().Problems, StringComparison.Ordinal);
    }
}
