using System.Text;
using Compliance.Fuzz.Engine;
using Compliance.Gateway.Login;

namespace Compliance.Fuzz.Edge;

/// <summary>
/// The users file. It is read, or refused by the one exception that its reader declares, with a line and without a hash in its text; what
/// was read is written as the lines it was read from.
/// </summary>
internal sealed class UsersTarget : Target
{
    private readonly FastFolder _folder = new("users");

    public override string Name => "users";
    public override int Share => 6;

    public override IReadOnlyList<byte[]> Words { get; } =
        [.. new[] { ":", "\n", "#", "pbkdf2-sha256", "scram-sha-256", "scram-sha-512", ":4096:", ":1000:", ":10000000:", ":0:", "AAAAAAAAAAAAAAAAAAAAAA==", "till", "\r\n", "\0", "é", " ", "=" }.Select(Encoding.UTF8.GetBytes)];

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        string path = Path.Combine(_folder.Path, "users");
        File.WriteAllBytes(path, input.Span);
        UsersFile users;
        try
        {
            probe.Begin();
            users = UsersFile.Read(path);
            probe.End(65_536 + (64L * input.Length));
        }
        catch (InvalidDataException refused)
        {
            probe.End(65_536 + (64L * input.Length));
            Demand(refused.Message.StartsWith(path + ":", StringComparison.Ordinal), "a refusal without its place");
            Demand(!Secrets(input.Span).Any(secret => refused.Message.Contains(secret, StringComparison.Ordinal)), "a refusal that quotes a hash");
            probe.Count("refused");
            return;
        }

        probe.Count(users.Plain.Count + users.Scram.Count == 0 ? "no users" : "users");
        var lines = File.ReadAllLines(path, Encoding.UTF8).ToHashSet(StringComparer.Ordinal);
        foreach (var user in users.Plain.Values)
        {
            Demand(UserName.Problem(user.Name) is null && PlainCredential.IterationsProblem(user.Iterations) is null, "a user out of bounds");
            var again = PlainCredential.Parse(user.ToLine().Split(':'), out _);
            Demand(again is not null && again.Salt.AsSpan().SequenceEqual(user.Salt) && again.Hash.AsSpan().SequenceEqual(user.Hash), "a user is not what is written of it");
            Demand(lines.Any(line => line.StartsWith(user.Name + ":", StringComparison.Ordinal)), "a user that no line names");
        }

        foreach (var ((name, kind), scram) in users.Scram)
        {
            Demand(UserName.Problem(name) is null && ScramCredential.IterationsProblem(scram.Iterations) is null, "a user out of bounds");
            Demand(ScramCredential.Parse(scram.ToLine().Split(':'), kind, out _)?.ToLine() == scram.ToLine(), "a user is not what is written of it");
        }
    }

    protected override void Release() => _folder.Dispose();

    protected override IReadOnlyList<Sample> MakeSamples()
    {
        string till = new PlainCredential("till", 600_000, new byte[16], new byte[32]).ToLine();
        string other = new PlainCredential("analyst", 1000, [.. Enumerable.Range(1, 16).Select(i => (byte)i)], [.. Enumerable.Range(100, 32).Select(i => (byte)i)]).ToLine();
        string scram = new ScramCredential("reader", ScramKind.Sha256, 4096, new byte[16], new byte[32], new byte[32]).ToLine();
        string longer = new ScramCredential("reader", ScramKind.Sha512, 8192, new byte[16], new byte[64], new byte[64]).ToLine();
        return [.. new[] { $"{till}\n{scram}\n{longer}\n", scram, longer, till + "\n", $"# users\n\n{till}\n{other}\n", other, "", $"{till}\n{till}\n", $"é:{other[8..]}\n" }.Select(text => new Sample(Encoding.UTF8.GetBytes(text)))];
    }

    /// <summary>Pieces of text long enough to be a salt or hash.</summary>
    private static IEnumerable<string> Secrets(ReadOnlySpan<byte> input) =>
        Encoding.UTF8.GetString(input).Split('\n', '\r').SelectMany(line => line.Split(':').Skip(3)).Where(part => part.Length >= 16);
}
