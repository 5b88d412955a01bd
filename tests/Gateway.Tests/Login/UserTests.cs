using System.Text;
using Compliance.Gateway.Login;
using Compliance.Harness;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.Gateway.Tests.Login;

/// <summary>Users files, and proofs against them while they change.</summary>
public sealed class UserTests : IDisposable
{
    private const int Few = 1000;
    private readonly TempFolder _folder = new("users");
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _refused = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_user_is_a_line_that_holds_no_password()
    {
        var user = PlainCredential.Create("alice", "wonderland"u8, Few);
        var read = PlainCredential.Parse(user.ToLine().Split(':'), out _);
        Assert.DoesNotContain("wonderland", user.ToLine(), StringComparison.Ordinal);
        Assert.True(read!.Proves("wonderland"u8));
        Assert.False(read.Proves("Wonderland"u8));
        Assert.False(read.Proves(default));
    }

    [Fact]
    public void Two_users_with_one_password_have_two_hashes() =>
        Assert.NotEqual(PlainCredential.Create("a", "wonderland"u8, Few).Hash, PlainCredential.Create("a", "wonderland"u8, Few).Hash);

    [Theory]
    [InlineData("alice")]
    [InlineData("alice:scram:1000:AAAA:AAAA")]
    [InlineData("alice:scram-sha-256:4096:AAAA:AAAA:AAAA")]
    [InlineData("alice:scram-sha-256:4095:AAAAAAAAAAAAAAAAAAAAAA==:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("alice:scram-sha-512:4096:AAAAAAAAAAAAAAAAAAAAAA==:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("alice:pbkdf2-sha256:1000:AAAA:AAAA")]
    [InlineData("alice:pbkdf2-sha256:999:AAAAAAAAAAAAAAAAAAAAAA==:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("alice:pbkdf2-sha256:-1:AAAAAAAAAAAAAAAAAAAAAA==:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("al ice:pbkdf2-sha256:1000:AAAAAAAAAAAAAAAAAAAAAA==:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData(":pbkdf2-sha256:1000:AAAAAAAAAAAAAAAAAAAAAA==:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void A_line_that_is_no_user_is_refused_with_its_place(string line)
    {
        var file = _folder.Write("bad", $"# ours\n\n{line}\n");
        var e = Assert.Throws<InvalidDataException>(() => UsersFile.Read(file));
        Assert.StartsWith($"{file}:3: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_stands_in_a_file_once()
    {
        var line = PlainCredential.Create("alice", "wonderland"u8, Few).ToLine();
        var file = _folder.Write("twice", $"{line}\n{line}\n");
        Assert.Contains("has PLAIN in the file already", Assert.Throws<InvalidDataException>(() => UsersFile.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Setting_and_removing_users_keeps_the_rest_of_the_file()
    {
        var file = _folder.Write("kept", "# the tills\n");
        Assert.False(UsersFile.Set(file, "alice", PlainCredential.Create("alice", "wonderland"u8, Few).ToLine()));
        Assert.False(UsersFile.Set(file, "al", PlainCredential.Create("al", "another-one"u8, Few).ToLine()));
        Assert.True(UsersFile.Set(file, "alice", PlainCredential.Create("alice", "looking-glass"u8, Few).ToLine()));
        Assert.True(UsersFile.Read(file).Plain["alice"].Proves("looking-glass"u8));
        Assert.True(UsersFile.Remove(file, "al"));
        Assert.False(UsersFile.Remove(file, "al"));
        Assert.Equal(["alice"], UsersFile.Read(file).Plain.Keys);
        Assert.StartsWith("# the tills\n", File.ReadAllText(file), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_password_is_proved_for_its_user_only()
    {
        using var users = Open(("alice", "wonderland"), ("bob", "builder-bob"));
        Assert.True(await Proves(users, "alice", "wonderland"));
        Assert.False(await Proves(users, "alice", "builder-bob"));
        Assert.False(await Proves(users, "nobody", "wonderland"));
        Assert.False(await Proves(users, "", ""));
    }

    [Fact]
    public async Task A_changed_file_counts_for_the_next_login()
    {
        // Given a user whose proof is remembered,
        using var users = Open(("alice", "wonderland"));
        Assert.True(await Proves(users, "alice", "wonderland"));

        // when the file gives another password,
        UsersFile.Set(_folder.Combine("users"), "alice", PlainCredential.Create("alice", "looking-glass-2"u8, Few).ToLine());
        // (A file system tells times apart by a few milliseconds only, and both files are as long.)
        File.SetLastWriteTimeUtc(_folder.Combine("users"), DateTime.UtcNow.AddSeconds(1));

        // then the old one is forgotten.
        Assert.False(await Proves(users, "alice", "wonderland"));
        Assert.True(await Proves(users, "alice", "looking-glass-2"));
    }

    [Fact]
    public async Task A_broken_file_is_refused_aloud_and_the_users_before_it_stay()
    {
        using var users = Open(("alice", "wonderland"));
        _folder.Write("users", "nonsense\n");

        Assert.True(await Proves(users, "alice", "wonderland"));
        Assert.Contains("users:1: ", Assert.Single(_refused), StringComparison.Ordinal);

        // A file that is gone is as bad as a broken one.
        File.Delete(_folder.Combine("users"));
        Assert.True(await Proves(users, "alice", "wonderland"));
        Assert.Equal(2, _refused.Count);
    }

    [Fact]
    public async Task A_storm_of_logins_of_one_user_costs_one_proof()
    {
        // Given a user whose proof costs a lot,
        _folder.Write("users", PlainCredential.Create("alice", "wonderland"u8, 1_000_000).ToLine() + "\n");
        using var users = new UserDirectory(_folder.Combine("users"), _time, _refused.Add);
        var before = Environment.CpuUsage.TotalTime;
        Assert.True(await Proves(users, "alice", "wonderland"));
        var one = Environment.CpuUsage.TotalTime - before;

        // when she logs in a thousand times within the minute that a proof is remembered,
        before = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < 1000; i++)
            Assert.True(await Proves(users, "alice", "wonderland"));

        // then that costs what a few proofs would, with what else this process does meanwhile, and not what a thousand would.
        Assert.True(Environment.CpuUsage.TotalTime - before < 100 * one);
    }

    [Fact]
    public async Task Concurrent_proofs_all_get_their_answer()
    {
        using var users = Open(("alice", "wonderland"));
        var proofs = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Proves(users, "alice", i % 2 == 0 ? "wonderland" : "guess-" + i)));
        Assert.Equal(Enumerable.Range(0, 64).Select(i => i % 2 == 0), proofs);
    }

    [Theory]
    [InlineData("\0alice\0pw", "alice", "pw")]
    [InlineData("alice\0alice\0pw", "alice", "pw")]
    [InlineData("\0zoë\0", "zoë", "")]
    public void A_token_names_a_user_and_a_password(string token, string user, string password)
    {
        var parsed = PlainToken.Parse(Encoding.UTF8.GetBytes(token), out _);
        Assert.Equal((user, password), (parsed!.Value.User, Encoding.UTF8.GetString(parsed.Value.Password.Span)));
        Assert.DoesNotContain("pw", parsed.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("alice")]
    [InlineData("\0alice")]
    [InlineData("\0alice\0pw\0")]
    [InlineData("root\0alice\0pw")]
    [InlineData("\0\0pw")]
    [InlineData("\0ali\nce\0pw")]
    [InlineData("\0ali:ce\0pw")]
    public void A_token_that_names_no_user_is_refused_with_a_reason(string token)
    {
        Assert.Null(PlainToken.Parse(Encoding.UTF8.GetBytes(token), out var problem));
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void A_token_that_is_no_UTF8_is_refused() => Assert.Null(PlainToken.Parse(new byte[] { 0, 0xC3, 0x28, 0, 1 }, out _));

    private UserDirectory Open(params (string Name, string Password)[] users)
    {
        foreach (var (name, password) in users)
            UsersFile.Set(_folder.Combine("users"), name, PlainCredential.Create(name, Encoding.UTF8.GetBytes(password), Few).ToLine());
        return new UserDirectory(_folder.Combine("users"), _time, _refused.Add);
    }

    private static Task<bool> Proves(UserDirectory users, string name, string password) =>
        users.ProvesAsync(name, Encoding.UTF8.GetBytes(password), CancellationToken.None);
}
