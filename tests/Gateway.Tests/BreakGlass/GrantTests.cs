using System.CommandLine;
using Compliance.Gateway.BreakGlass;
using Compliance.Gateway.Commands;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Pipeline;
using Compliance.Harness;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.Gateway.Tests.BreakGlass;

/// <summary>Grants as people give and end them at the command line, and as a proxy reads them.</summary>
public sealed class GrantTests : IDisposable
{
    private static readonly string Policy = Policies.Payments.Replace("people: analysts}", "people: analysts, breakGlass: night}", StringComparison.Ordinal);
    private readonly TempFolder _folder = new("grants");
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 12, 1, 22, 0, 0, TimeSpan.Zero));
    private readonly StringWriter _said = new();

    public GrantTests()
    {
        foreach (var person in new[] { "alice", "bob", "eve" })
            Run("key", "person", _folder.Combine(person + ".pem"));
        _folder.Write("policies/p.yaml", Policy);
        Settle("max: 2h");
    }

    public void Dispose()
    {
        _folder.Dispose();
        _said.Dispose();
    }

    [Fact]
    public void A_grant_is_taken_up_once_and_ends_with_its_time()
    {
        var book = Book();
        Assert.Empty(book.Look(_clock.GetUtcNow()));

        Assert.Equal(0, Grant("alice", "--for", "90m"));
        Assert.Contains("Grant 1 opens 'night' to User:analyst until 2026-12-01 23:30:00Z, by alice for INC-1, the till is down: open", Said, StringComparison.Ordinal);

        var news = Assert.Single(book.Look(_clock.GetUtcNow()));
        Assert.Equal((GrantNews.Granted, "night/1", "the till is down", 1), (news.Kind, news.Grant!.Id, news.Text, book.Count));
        Assert.Empty(book.Look(_clock.GetUtcNow()));
        var opened = book.Of("User:analyst", _clock.GetUtcNow());
        Assert.Equal(("night/1", "the till is down"), (opened.Ids, opened.Reason));
        Assert.Null(book.Of("User:till", _clock.GetUtcNow()).Access);

        _clock.Advance(TimeSpan.FromMinutes(90) - TimeSpan.FromTicks(1));
        Assert.True(book.IsCurrent(opened, _clock));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.False(book.IsCurrent(opened, _clock));
        Assert.Null(book.Of("User:analyst", _clock.GetUtcNow()).Access);
        Assert.Equal((GrantNews.Ended, "Its time is over."), Assert.Single(book.Look(_clock.GetUtcNow())) is var end ? (end.Kind, end.Text) : default);
        Assert.Equal(0, book.Count);
        Assert.Equal(0, Run("policy", "break-glass", "list", "--config", Config));
        Assert.Contains("the till is down: over", Said, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_person_ends_it_before_its_time_and_only_once()
    {
        var book = Book();
        Grant("alice", "--for", "2h");
        book.Look(_clock.GetUtcNow());

        Assert.Equal(0, End("bob", 1));
        var news = Assert.Single(book.Look(_clock.GetUtcNow()));
        Assert.Equal((GrantNews.Ended, "night/1", "bob ended it before its time: over"), (news.Kind, news.Grant!.Id, news.Text));
        Assert.Null(book.Of("User:analyst", _clock.GetUtcNow()).Access);

        Assert.Equal(1, End("bob", 1));
        Assert.Contains("ends grant 1, which bob has ended already", Said, StringComparison.Ordinal);
        Assert.Equal(1, End("bob", 7));
        Assert.Contains("ends grant 7, which there is not", Said, StringComparison.Ordinal);

        // A proxy that starts now has nothing to tell, and opens nothing.
        Assert.Empty(Book().Look(_clock.GetUtcNow()));
    }

    [Theory]
    [InlineData("alice", "--for 3h", "longer than breakGlass.max of the settings allows (120 minutes)")]
    [InlineData("alice", "--for 2h --opens day", "No rule of the policies of route 'r' says 'breakGlass: day'")]
    [InlineData("alice", "--for 2h --to User:nobody", "'User:nobody' is none of the people to whom the policies of route 'r' let 'night' be opened")]
    [InlineData("alice", "--for 2h --key eve.pem", "The key that is to sign is not one of alice's. Who may grant on route 'r' is alice, bob")]
    [InlineData("eve", "--for 2h", "The key that is to sign is not one of eve's")]
    [InlineData("alice", "--for 2h --ticket ~", "names no ticket")]
    [InlineData("alice", "--for 2h --reason ~", "gives no reason")]
    public void What_may_not_be_granted_is_refused_and_leaves_nothing(string who, string words, string why)
    {
        Assert.Equal(1, Grant(who, [.. words.Split(' ').Select(word => word == "~" ? " " : word.EndsWith(".pem", StringComparison.Ordinal) ? _folder.Combine(word) : word)]));

        Assert.Contains(why, Said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Combine("open")));
    }

    [Fact]
    public void What_somebody_else_puts_there_opens_nothing_and_is_told()
    {
        // given a grant for another route's origin, one for longer than this one allows, and one of which a letter was changed
        var book = Book();
        Settle("max: 24h", "bank.example/test");
        Grant("alice", "--for", "1h");
        Assert.Contains("another origin", Assert.Single(book.Look(_clock.GetUtcNow())).Text, StringComparison.Ordinal);

        Begin(out book);
        Settle("max: 24h");
        Grant("alice", "--for", "5h");
        Assert.Contains("longer than breakGlass.max", Assert.Single(book.Look(_clock.GetUtcNow())).Text, StringComparison.Ordinal);

        Begin(out book);
        Grant("alice", "--for", "1h");
        var note = _folder.Combine("open", "000001.note");
        File.WriteAllText(note, File.ReadAllText(note).Replace("User:analyst", "User:intrude", StringComparison.Ordinal));
        var news = Assert.Single(book.Look(_clock.GetUtcNow()));
        Assert.Equal(GrantNews.Refused, news.Kind);
        Assert.Contains("Statement 1 is not signed by alice", news.Text, StringComparison.Ordinal);

        // then nothing of it is open, and a later one behind it is worth what it says.
        Assert.Equal(0, book.Count);
        Grant("bob", "--for", "1h");
        Assert.Equal("night/2", Assert.Single(book.Look(_clock.GetUtcNow())).Grant!.Id);
    }

    [Fact]
    public void A_note_that_is_still_being_copied_is_waited_for()
    {
        var book = Book();
        Grant("alice", "--for", "1h");
        var note = _folder.Combine("open", "000001.note");
        var whole = File.ReadAllBytes(note);

        File.WriteAllBytes(note, whole[..20]);
        Assert.Empty(book.Look(_clock.GetUtcNow()));
        File.WriteAllBytes(note, whole);
        Assert.Equal(GrantNews.Granted, Assert.Single(book.Look(_clock.GetUtcNow())).Kind);
    }

    [Fact]
    public void A_clock_that_is_ahead_grants_nothing_for_days_to_come()
    {
        var book = Book();
        _clock.Advance(TimeSpan.FromDays(1));
        Grant("alice", "--for", "1h");

        Assert.Contains("which is still to come", Assert.Single(book.Look(_clock.GetUtcNow().AddDays(-1))).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("breakGlass: {folder: open, people: {alice: alice.pub}}", "lacks 'origin'")]
    [InlineData("breakGlass: {folder: open, origin: o, people: {alice: nowhere.pub}}", "The public key can't be used")]
    [InlineData("breakGlass: {folder: open, origin: o, people: {alice: alice.pub, bob: alice.pub}}", "have the same key")]
    [InlineData("breakGlass: {folder: open, origin: o, people: {alice: alice.pub}, max: 8d}", "max")]
    [InlineData("breakGlas: {}", "did you mean 'breakGlass'?")]
    [InlineData("purpose: x", "nobody can give one on route 'r'")]
    public void Settings_are_checked(string written, string problem)
    {
        Write(written);

        Assert.Contains(SettingsLoader.Check(Config, null, _clock).Problems, found => found.Text.Contains(problem, StringComparison.Ordinal));
    }

    private string Config => _folder.Combine("proxy.yaml");

    private string Said => _said.ToString();

    private void Begin(out GrantBook book)
    {
        Directory.Delete(_folder.Combine("open"), recursive: true);
        Settle("max: 2h");
        book = Book();
    }

    private GrantBook Book() => new(SettingsLoader.Check(Config, null, _clock).Plan!.Routes[0].BreakGlass!);

    private void Settle(string max, string origin = "bank.example/payments") => Write($"breakGlass: {{folder: open, origin: {origin}, people: {{alice: alice.pub, bob: bob.pub}}, {max}}}");

    private void Write(string breakGlass) => _folder.Write("proxy.yaml", $$"""
        clusters: {c: {bootstrap: ["127.0.0.1:1"]} }
        routes:
          r:
            cluster: c
            listen: {address: 127.0.0.1, port: 1, brokerPorts: 2-3}
            clients: {anonymous: true}
            policies: policies
            {{breakGlass}}
        """);

    private int Grant(string who, params string[] more)
    {
        string[] Else(string name, string value) => more.Contains(name) ? [] : [name, value];
        return Run(["policy", "break-glass", "grant", "--config", Config, "--as", who, .. Else("--key", _folder.Combine(who + ".pem")), .. Else("--to", "User:analyst"), .. Else("--opens", "night"),
            .. Else("--ticket", "INC-1"), .. Else("--reason", "the till is down"), .. more]);
    }

    private int End(string who, int number) =>
        Run("policy", "break-glass", "end", "--config", Config, "--as", who, "--key", _folder.Combine(who + ".pem"), "--grant", $"{number}", "--reason", "over");

    private int Run(params string[] args)
    {
        _said.GetStringBuilder().Clear();
        return CommandTree.InvokeAsync(args, _clock, new InvocationConfiguration { Output = _said, Error = _said }).GetAwaiter().GetResult();
    }
}
