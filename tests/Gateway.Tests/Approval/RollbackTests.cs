using Xunit;

namespace Compliance.Gateway.Tests.Approval;

/// <summary>One command puts policies back that were in force before; never ones that two people have not approved.</summary>
public sealed class RollbackTests : IDisposable
{
    private static readonly string Second = OfficersDesk.Policy.Replace("keepLast: 4", "keepLast: 2", StringComparison.Ordinal);
    private static readonly string Third = OfficersDesk.Policy.Replace("keepLast: 4", "keepLast: 3", StringComparison.Ordinal);
    private readonly OfficersDesk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void The_release_before_is_in_force_again_by_the_word_of_one()
    {
        // Given two releases, and a draft of a third in the folder,
        _desk.Release(OfficersDesk.Policy);
        _desk.Release(Second);
        _desk.Write("policies/test.yaml", Third);
        _desk.Write("policies/new.yaml", "schema: policy/v1\npolicy: {id: new, title: N, owner: n}\n");

        // when carol alone goes back,
        Assert.Equal(0, _desk.RollBack("carol", "--reason", "INC-9"));

        // then the first one is in force, under a number of its own, and nothing is lost.
        var (release, problems) = _desk.Load();
        Assert.Empty(problems);
        Assert.Equal((5, "carol", 1), (release!.Number, release.SignedBy, release.Restores));
        Assert.Equal(OfficersDesk.Policy, _desk.Read("policies/test.yaml"));
        Assert.False(File.Exists(_desk.PathOf("policies/new.yaml")));
        Assert.Equal(4, Directory.GetFiles(_desk.PathOf("policies/approvals/files"), "*.yaml").Length);

        // and forth again.
        Assert.Equal(0, _desk.RollBack("alice"));
        Assert.Equal(Second, _desk.Read("policies/test.yaml"));
        Assert.Equal(6, _desk.Load().Release!.Number);
    }

    [Fact]
    public void Anything_older_waits_for_another_person()
    {
        _desk.Release(OfficersDesk.Policy);
        _desk.Release(Second);
        _desk.Release(Third);

        Assert.Equal(0, _desk.RollBack("carol", "--to", "1"));
        Assert.Contains("lacks the approval of 1 more", _desk.Load().Problems, StringComparison.Ordinal);
        Assert.Equal(0, _desk.Approve("bob"));
        Assert.Equal((7, 1), (_desk.Load().Release!.Number, _desk.Load().Release!.Restores));
    }

    [Fact]
    public void Files_of_before_that_are_put_back_by_hand_are_not_loaded()
    {
        _desk.Release(OfficersDesk.Policy);
        _desk.Release(Second);
        _desk.Write("policies/test.yaml", OfficersDesk.Policy);

        Assert.Contains("These are the policies of release 1, after which release 3 was approved. To go back to them: 'compliance-proxy policy rollback --to 1'", _desk.Load().Problems, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9", "Release 9 was never approved")]
    [InlineData("3", "are in force already, as release 3")]
    public void There_is_no_way_back_to_what_never_was(string to, string why)
    {
        _desk.Release(OfficersDesk.Policy);
        Assert.Equal(1, _desk.RollBack("alice"));
        Assert.Contains("No release was in force before", _desk.Said, StringComparison.Ordinal);
        _desk.Release(Second);

        Assert.Equal(1, _desk.RollBack("alice", "--to", to));
        Assert.Contains(why, _desk.Said, StringComparison.Ordinal);
        Assert.Equal(3, _desk.Load().Release!.Number);
    }

    [Fact]
    public void A_kept_file_that_is_not_what_was_signed_is_put_back_by_nobody()
    {
        _desk.Release(OfficersDesk.Policy);
        _desk.Release(Second);
        var kept = _desk.Chain.Before!.Order.Files[0].Sha256;
        File.AppendAllText(_desk.PathOf($"policies/approvals/files/{kept}.yaml"), " ");

        Assert.Equal(1, _desk.RollBack("carol"));
        Assert.Contains("is not what was signed", _desk.Said, StringComparison.Ordinal);
        Assert.Equal(Second, _desk.Read("policies/test.yaml"));
    }
}
