using System.Security.Cryptography;
using System.Text;
using Compliance.Gateway.Login;
using Compliance.Gateway.Settings;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Login;

/// <summary>SCRAM as its server, message by message: RFC 7677's own example, and what a client might say instead.</summary>
public sealed class ScramTests : IDisposable
{
    private const string ClientNonce = "rOprNGfwEbeRWgbNEkqO";
    private const string ServerNonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private const string First = $"n,,n=user,r={ClientNonce}";
    private const string Challenge = $"r={ClientNonce}{ServerNonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private const string FinalBare = $"c=biws,r={ClientNonce}{ServerNonce}";
    private const string Proof = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private const string Verifier = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";
    private readonly TempFolder _folder = new("scram");
    private readonly UserDirectory _users;

    public ScramTests()
    {
        var file = _folder.Combine("users");
        UsersFile.Set(
            file, "user", ScramCredential.Create("user", ScramKind.Sha256, "pencil"u8, 4096, Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ==")).ToLine(),
            ScramCredential.Create("user", ScramKind.Sha512, "pencil"u8, 5000).ToLine());
        UsersFile.Set(file, "a,b=c", ScramCredential.Create("a,b=c", ScramKind.Sha256, "pencil"u8, 4096).ToLine());
        _users = new UserDirectory(file, TimeProvider.System, _ => { });
    }

    public void Dispose()
    {
        _users.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_example_of_the_standard_is_answered_as_it_stands_there()
    {
        var exchange = new ScramExchange(ScramKind.Sha256, Attempt(_users), ServerNonce);
        var first = await SayAsync(exchange, First);
        Assert.Equal((SaslOutcome.Continues, Challenge, "user"), (first.Outcome, Encoding.ASCII.GetString(first.Answer), first.User));

        var last = await SayAsync(exchange, $"{FinalBare},p={Proof}");
        Assert.Equal((SaslOutcome.Proved, Verifier, "user"), (last.Outcome, Encoding.ASCII.GetString(last.Answer), last.User));
    }

    [Theory]
    [InlineData("SCRAM-SHA-256", "user", "pencil", true)]
    [InlineData("SCRAM-SHA-512", "user", "pencil", true)]
    [InlineData("SCRAM-SHA-512", "user", "pencils", false)]
    [InlineData("SCRAM-SHA-256", "a,b=c", "pencil", true)]
    [InlineData("SCRAM-SHA-512", "a,b=c", "pencil", false)]
    [InlineData("SCRAM-SHA-256", "nobody", "pencil", false)]
    public async Task A_client_that_computes_its_proof_is_let_in_with_the_right_password_alone(string mechanism, string user, string password, bool isLetIn)
    {
        // Given a client of the mechanism,
        var kind = ScramKind.Find(mechanism)!;
        var exchange = new ScramExchange(kind, Attempt(_users));
        var bare = $"n={user.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal)},r=fyko";

        // when it answers the challenge by its password,
        var challenge = await SayAsync(exchange, "n,," + bare);
        var last = await SayAsync(exchange, Answer(kind, bare, Encoding.ASCII.GetString(challenge.Answer), password));

        // then only the last message tells whether it was right, and who it claims to be is known in any case.
        Assert.Equal((SaslOutcome.Continues, user), (challenge.Outcome, challenge.User));
        Assert.Equal((isLetIn ? SaslOutcome.Proved : SaslOutcome.Refused, user), (last.Outcome, last.User));
    }

    [Fact]
    public async Task A_client_that_writes_its_own_nonce_twice_is_let_in_as_by_a_broker()
    {
        var exchange = new ScramExchange(ScramKind.Sha256, Attempt(_users));
        var challenge = Encoding.ASCII.GetString((await SayAsync(exchange, "n,,n=user,r=fyko")).Answer);
        Assert.Equal(SaslOutcome.Proved, (await SayAsync(exchange, Answer(ScramKind.Sha256, "n=user,r=fyko", challenge, "pencil", written: "fyko"))).Outcome);
    }

    [Fact]
    public async Task Who_does_not_exist_is_answered_as_one_who_does_and_the_same_each_time()
    {
        var challenges = new List<string>();
        for (var i = 0; i < 2; i++)
            challenges.Add(Encoding.ASCII.GetString((await SayAsync(new ScramExchange(ScramKind.Sha256, Attempt(_users), "n"), "n,,n=nobody,r=a")).Answer));
        // And as another proxy over the same file answers.
        using var elsewhere = new UserDirectory(_folder.Combine("users"), TimeProvider.System, _ => { });
        challenges.Add(Encoding.ASCII.GetString((await SayAsync(new ScramExchange(ScramKind.Sha256, Attempt(elsewhere), "n"), "n,,n=nobody,r=a")).Answer));
        var other = Encoding.ASCII.GetString((await SayAsync(new ScramExchange(ScramKind.Sha256, Attempt(_users), "n"), "n,,n=nobody2,r=a")).Answer);

        var said = Assert.Single(challenges.Distinct());
        Assert.Matches("^r=an,s=[A-Za-z0-9+/]{22}==,i=4096$", said);
        Assert.NotEqual(said, other);
    }

    [Theory]
    [InlineData("")]
    [InlineData("n,,n=user")]
    [InlineData("n,,r=abc,n=user")]
    [InlineData("x,,n=user,r=abc")]
    [InlineData("n,,n=user,r=")]
    [InlineData("n,,n=user,r=a b")]
    [InlineData("n,,n=us=er,r=abc")]
    [InlineData("n,,n=,r=abc")]
    [InlineData("n,,n=us er,r=abc")]
    [InlineData("n,,m=ext,n=user,r=abc")]
    [InlineData("p=tls-exporter,,n=user,r=abc")]
    [InlineData("n,a=other,n=user,r=abc")]
    [InlineData("n,,n=user,r=abc,tokenauth=true")]
    public async Task A_first_message_that_names_nobody_in_the_right_way_is_refused(string message)
    {
        var step = await SayAsync(new ScramExchange(ScramKind.Sha256, Attempt(_users)), message);
        Assert.Equal((SaslOutcome.Refused, null, 0), (step.Outcome, step.User, step.Answer.Length));
        Assert.NotEmpty(step.Problem);
    }

    [Theory]
    [InlineData($"{FinalBare},p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData($"{FinalBare},p=AAAA")]
    [InlineData($"{FinalBare},p=not base 64")]
    [InlineData($"{FinalBare}")]
    [InlineData($"c=eSws,r={ClientNonce}{ServerNonce},p={Proof}")]
    [InlineData($"c=biws,r={ClientNonce}{ServerNonce}x,p={Proof}")]
    [InlineData($"c=biws,r={ClientNonce},p={Proof}")]
    [InlineData($"c=biws,r={ClientNonce}{ServerNonce},e=1,p={Proof}")]
    [InlineData($"r={ClientNonce}{ServerNonce},c=biws,p={Proof}")]
    [InlineData("")]
    public async Task A_last_message_that_does_not_fit_is_refused_for_the_user_that_was_named(string message)
    {
        var exchange = new ScramExchange(ScramKind.Sha256, Attempt(_users), ServerNonce);
        await SayAsync(exchange, First);
        var step = await SayAsync(exchange, message);
        Assert.Equal((SaslOutcome.Refused, "user", 0), (step.Outcome, step.User, step.Answer.Length));
        Assert.DoesNotContain("dHzb", step.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        Assert.Equal(SaslOutcome.Refused, (await new ScramExchange(ScramKind.Sha256, Attempt(_users)).NextAsync(new byte[] { 0xff, 0xfe, 0x2c }, default)).Outcome);
        var exchange = new ScramExchange(ScramKind.Sha256, Attempt(_users), ServerNonce);
        await SayAsync(exchange, First);
        Assert.Equal(SaslOutcome.Refused, (await exchange.NextAsync(new byte[] { 0xff, 0xfe, 0x2c }, default)).Outcome);
    }

    [Fact]
    public async Task No_nonce_comes_twice()
    {
        var said = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 50; i++)
            Assert.True(said.Add(Encoding.ASCII.GetString((await SayAsync(new ScramExchange(ScramKind.Sha256, Attempt(_users)), First)).Answer)));
    }

    [Fact]
    public void A_credential_is_a_line_that_holds_no_password()
    {
        var credential = ScramCredential.Create("alice", ScramKind.Sha512, "wonderland"u8, 5000);
        var read = ScramCredential.Parse(credential.ToLine().Split(':'), ScramKind.Sha512, out _)!;
        Assert.DoesNotContain("wonderland", credential.ToLine(), StringComparison.Ordinal);
        Assert.Equal(credential.ToLine(), read.ToLine());
        Assert.Equal("SCRAM-SHA-512 of alice", read.ToString());
    }

    private static LoginAttempt Attempt(UserDirectory users) => new(new RouteLogin(users), "10.0.0.1", LimitsPlan.Default, TimeProvider.System);

    private static Task<SaslStep> SayAsync(ScramExchange exchange, string message) => exchange.NextAsync(Encoding.UTF8.GetBytes(message), default);

    /// <summary>What a client says to a challenge, by RFC 5802's formulas; with <paramref name="written"/> before the nonce.</summary>
    internal static string Answer(ScramKind kind, string bare, string challenge, string password, string written = "")
    {
        var parts = challenge.Split(',');
        var name = kind == ScramKind.Sha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512;
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, Convert.FromBase64String(parts[1][2..]), int.Parse(parts[2][2..], System.Globalization.CultureInfo.InvariantCulture), name, kind.HashBytes);
        var key = CryptographicOperations.HmacData(name, salted, "Client Key"u8);
        var last = $"c=biws,r={written}{parts[0][2..]}";
        var signature = CryptographicOperations.HmacData(name, CryptographicOperations.HashData(name, key), Encoding.ASCII.GetBytes($"{bare},{challenge},{last}"));
        return $"{last},p={Convert.ToBase64String([.. key.Select((b, i) => (byte)(b ^ signature[i]))])}";
    }
}
