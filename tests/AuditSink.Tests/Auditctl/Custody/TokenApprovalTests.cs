using Compliance.Harness;
using Compliance.Protect.Keys;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl.Custody;

/// <summary>A token that takes two people.</summary>
public sealed class TokenApprovalTests : IDisposable
{
    private const string Card = "4111111111111111";
    private readonly TempFolder _folder = new("token");
    private readonly string _key;

    public TokenApprovalTests()
    {
        _key = _folder.Combine("cards.key");
        KeyFile.Create(_key);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_is_told_once_a_second_person_agrees_and_for_this_value_alone()
    {
        using var archive = await MakeAsync();
        Assert.Equal(1, Token(archive, "alice"));
        Assert.Contains("ask for a second person", archive.Ctl.Error, StringComparison.Ordinal);
        Assert.Equal("", archive.Ctl.Output);

        Assert.Equal(0, Token(archive, "alice", "--request", "--json"));
        var (number, hash) = archive.Printed();
        Assert.DoesNotContain(Card, File.ReadAllText(archive.Statement(0)), StringComparison.Ordinal);
        Assert.Equal(1, Token(archive, "alice", "--approval", number));
        archive.Done("bob", "approve", number, "--sha256", hash);

        Assert.Equal(0, Token(archive, "alice", "--approval", number));
        Assert.Equal(64, archive.Ctl.Output.Trim().Length);
        Assert.DoesNotContain(archive.Ctl.Output.Trim(), File.ReadAllText(archive.Statement(0)), StringComparison.Ordinal);
        Assert.Equal(1, Token(archive, "bob", "--approval", number));
        archive.Ctl.Input = "4222222222222";
        Assert.Equal(1, Token(archive, "alice", "--approval", number));
        Assert.Contains("another value", archive.Ctl.Error, StringComparison.Ordinal);

        archive.Ctl.Input = Card;
        archive.Time.Advance(TimeSpan.FromHours(73));
        Assert.Equal(1, Token(archive, "alice", "--approval", number));
        Assert.Contains("its time is over", archive.Ctl.Error, StringComparison.Ordinal);
    }

    private static async Task<CustodyCase> MakeAsync()
    {
        var archive = await CustodyCase.MakeAsync();
        archive.WriteSettings("alice", "alice", "token: {approvalRequired: true}");
        archive.WriteSettings("bob", "bob", "token: {approvalRequired: true}");
        archive.Ctl.Input = Card;
        return archive;
    }

    private int Token(CustodyCase archive, string person, params string[] more) =>
        archive.Run(person, ["token", "--key", $"file:{_key}", "--domain", "card-number", .. more]);
}
