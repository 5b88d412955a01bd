using System.Buffers;
using System.Text;
using Compliance.Protect.Ciphers;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Tests.Keys;

public sealed class KeyRingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("protect-keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private KeyReference Reference(string name, string file) => new(name, new(true, Path.Combine(_folder, file)), new("p.yaml", 7, 3));

    private static string Hash(KeyRing ring, string key = "k")
    {
        var output = new ArrayBufferWriter<byte>();
        var outcome = new ValueProtector(ring).Apply(Plans.For(("a", $"{{hash: {key}}}")), """{"a":"x"}"""u8, output, new());
        return outcome.IsUnreadable ? outcome.Fault.Kind.ToString() : Encoding.UTF8.GetString(output.WrittenSpan);
    }

    [Fact]
    public void A_made_key_can_be_loaded_and_is_for_its_owner_alone()
    {
        var key = Reference("k", "new.key");
        KeyFile.Create(key.Source.Location);
        var problems = new List<Problem>();

        using var first = KeyRing.Load([key], problems);
        using var second = KeyRing.Load([key], problems);

        Assert.Empty(problems);
        Assert.Equal(Hash(first), Hash(second));
        Assert.Equal(45, new FileInfo(key.Source.Location).Length);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key.Source.Location));
    }

    [Fact]
    public void Two_made_keys_differ_and_none_is_overwritten()
    {
        var (a, b) = (Reference("k", "a.key"), Reference("k", "b.key"));
        KeyFile.Create(a.Source.Location);
        KeyFile.Create(b.Source.Location);

        using var first = KeyRing.Load([a], []);
        using var second = KeyRing.Load([b], []);
        Assert.NotEqual(Hash(first), Hash(second));
        Assert.Throws<IOException>(() => KeyFile.Create(a.Source.Location));
    }

    [Fact]
    public void A_key_that_is_not_there_is_a_problem_at_its_place_and_a_fault()
    {
        var problems = new List<Problem>();

        using var ring = KeyRing.Load([Reference("k", "missing.key")], problems);

        var problem = Assert.Single(problems);
        Assert.Equal(("p.yaml", 7, 3, Severity.Error), (problem.File, problem.Line, problem.Column, problem.Severity));
        Assert.Contains("key 'k'", problem.Text);
        Assert.Contains("missing.key", problem.Text);
        Assert.Equal("KeyMissing", Hash(ring));
    }

    [Fact]
    public void A_bad_key_is_a_problem_that_shows_nothing_of_it()
    {
        var key = Reference("k", "bad.key");
        File.WriteAllText(key.Source.Location, "c4n4ryc4n4ryc4n4ry!");
        var problems = new List<Problem>();

        using var ring = KeyRing.Load([key], problems);

        Assert.All(problems, p => Assert.DoesNotContain("c4n4ry", p.Text));
        Assert.Contains(problems, p => p.Severity == Severity.Error && p.Text.Contains("gives 19 bytes", StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_that_everybody_can_read_is_warned_of_and_used()
    {
        if (OperatingSystem.IsWindows())
            return;
        var key = Reference("k", "open.key");
        KeyFile.Create(key.Source.Location);
        File.SetUnixFileMode(key.Source.Location, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var problems = new List<Problem>();

        using var ring = KeyRing.Load([key], problems);

        Assert.Equal(Severity.Warning, Assert.Single(problems).Severity);
        Assert.StartsWith("{", Hash(ring), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_may_come_from_a_variable()
    {
        var name = "PROTECT_TESTS_" + Guid.NewGuid().ToString("N");
        var key = new KeyReference("k", new(false, name), new("p.yaml", 1, 1));
        var problems = new List<Problem>();
        using var without = KeyRing.Load([key], problems);
        Assert.Contains(name, Assert.Single(problems).Text);

        Environment.SetEnvironmentVariable(name, Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData("v"u8)));
        using var with = KeyRing.Load([key], []);

        Assert.StartsWith("{", Hash(with), StringComparison.Ordinal);
        Environment.SetEnvironmentVariable(name, null);
    }

    [Fact]
    public void Ephemeral_keys_are_new_each_time()
    {
        var key = Reference("k", "none");

        using var first = KeyRing.Ephemeral([key, key]);
        using var second = KeyRing.Ephemeral([key]);

        Assert.NotEqual(Hash(first), Hash(second));
        Assert.Equal(Hash(first), Hash(first));
    }

    [Fact]
    public void Nothing_about_a_key_can_be_printed()
    {
        using var key = new HmacKey(System.Security.Cryptography.SHA256.HashData("v"u8));

        Assert.Equal("HMAC-SHA-256 key", key.ToString());
    }

    [Fact]
    public void A_wrapped_key_is_what_its_service_opens()
    {
        var wrapped = new KeyReference("k", KeySource.OfService("vault", "transit/pan", "d3JhcHBlZA=="), new("p.yaml", 7, 3));
        var key = Reference("k", "a.key");
        KeyFile.Create(key.Source.Location);
        var material = Convert.FromBase64String(File.ReadAllText(key.Source.Location));
        var problems = new List<Problem>();

        using var inFile = KeyRing.Load([key], problems);
        using var opened = KeyRing.Load([wrapped], problems, (KeySource source, out string why) =>
        {
            Assert.Equal(("vault", "transit/pan", "d3JhcHBlZA=="), (source.Service, source.WrappedBy, source.Location));
            why = "";
            return [.. material];
        });

        Assert.Empty(problems);
        Assert.Equal(Hash(inFile), Hash(opened));
    }

    [Fact]
    public void A_key_that_its_service_does_not_open_is_in_no_ring()
    {
        var wrapped = new KeyReference("k", KeySource.OfService("vault", "transit/pan", "d3JhcHBlZA=="), new("p.yaml", 7, 3));
        var problems = new List<Problem>();

        using var refused = KeyRing.Load([wrapped], problems, (KeySource _, out string why) =>
        {
            why = "can't be unwrapped: 'vault' is away";
            return null;
        });
        using var unasked = KeyRing.Load([wrapped], problems);

        Assert.Equal("KeyMissing", Hash(refused));
        Assert.Equal(
            ["p.yaml:7:3: error: key 'k': the key that transit/pan of vault has wrapped can't be unwrapped: 'vault' is away.",
            "p.yaml:7:3: error: key 'k': the key that transit/pan of vault has wrapped can be had only by a proxy whose settings name the service under 'kms'."],
            problems.Select(problem => problem.ToString()));
    }

    [Fact]
    public void Keys_that_are_the_same_are_counted_together_in_all_rings()
    {
        var key = Reference("k", "a.key") with { Use = KeyUse.Gcm };
        KeyFile.Create(key.Source.Location);
        var told = new List<(string, string, long)>();
        var uses = new KeyUses((name, id, times) => told.Add((name, id, times))) { Most = 8 };
        using var one = KeyRing.Load([key], []);
        using var other = KeyRing.Load([key with { Name = "other" }], []);
        one.CountIn(uses);
        other.CountIn(uses);
        var keys = new[] { one.Find<KeyChain<GcmKey>>("k")!.Current, other.Find<KeyChain<GcmKey>>("other")!.Current };

        Assert.All(Enumerable.Range(0, 8), i => Assert.True(keys[i % 2].TrySeal([], [1], new byte[1 + GcmKey.Overhead])));

        Assert.All(keys, each => Assert.False(each.TrySeal([], [1], new byte[1 + GcmKey.Overhead])));
        Assert.Equal(("k", Convert.ToHexStringLower(keys[0].Id), true, 8), Assert.Single(uses.Counts));
        Assert.Equal(("k", Convert.ToHexStringLower(keys[1].Id), 2), Assert.Single(told));
    }
}
