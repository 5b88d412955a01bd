using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Compliance.Gateway.Login;

namespace Compliance.Gateway.Commands;

/// <summary><c>user add --file FILE [--mechanism NAME …] NAME</c>: the password comes from the keyboard, or is the first line of the input; never an argument.</summary>
internal static class UserAddCommand
{
    private const int ShortestPassword = 8;

    public static Command Make()
    {
        var file = UserFileOption.Make();
        var name = new Argument<string>("NAME") { Description = "The user's name; its principal is User:NAME." };
        var mechanism = new Option<string[]>("--mechanism", "-m")
        {
            Description = "How the user may log in, and no other way; may be given more than once. Left out: as before, or PLAIN for a new user.",
        };
        mechanism.AcceptOnlyFromAmong([.. SaslMechanism.OfUsers]);
        var rounds = new Option<int?>("--iterations")
        {
            Description = $"Rounds of PBKDF2: what guessing one password from the file costs. PLAIN has {PlainCredential.DefaultIterations}, counted by the proxy at the first login of a minute; SCRAM has {ScramCredential.DefaultIterations}, counted by the client at each.",
        };
        var command = new Command("add", "Adds a user, or gives one a new password. The password is asked for, or is the first line of the input.") { file, name, mechanism, rounds };
        command.SetAction(parsed => UserFileOption.Guard(parsed, () =>
        {
            var io = parsed.InvocationConfiguration;
            var (path, user, iterations) = (parsed.GetRequiredValue(file), parsed.GetRequiredValue(name), parsed.GetValue(rounds));
            var before = File.Exists(path) ? UsersFile.Read(path).Users.FirstOrDefault(known => known.Name == user).Mechanisms : null;
            IReadOnlyList<string> mechanisms = parsed.GetValue(mechanism) is { Length: > 0 } named ? [.. named.Distinct()] : before ?? [SaslMechanism.Plain];
            var problem = UserName.Problem(user) ?? mechanisms.Select(one => Problem(one, iterations)).FirstOrDefault(found => found is not null);
            if (problem is null && PasswordPrompt.Read(user, io.Error, out problem) is { } password)
                problem = Add(path, user, password, mechanisms, iterations, io.Output);
            if (problem is null)
                return ExitCode.Done;
            io.Error.WriteLine($"No user was added: {problem}.");
            return ExitCode.Refused;
        }));
        return command;
    }

    private static string? Problem(string mechanism, int? iterations) => iterations is not { } rounds
        ? null
        : ScramKind.Find(mechanism) is null ? PlainCredential.IterationsProblem(rounds) : ScramCredential.IterationsProblem(rounds);

    /// <summary>Null: done.</summary>
    private static string? Add(string path, string user, string password, IReadOnlyList<string> mechanisms, int? iterations, TextWriter output)
    {
        var bytes = Encoding.UTF8.GetBytes(password);
        if (bytes.Length < ShortestPassword || bytes.Contains((byte)0))
            return $"a password has {ShortestPassword} bytes at least, and no NUL among them";
        var replaced = UsersFile.Set(path, user, [.. mechanisms.Select(mechanism => Line(user, mechanism, bytes, iterations))]);
        CryptographicOperations.ZeroMemory(bytes);
        output.WriteLine(replaced ? $"{user} has a new password, for {string.Join(", ", mechanisms)}." : $"{user} was added, for {string.Join(", ", mechanisms)}.");
        return null;
    }

    private static string Line(string user, string mechanism, byte[] password, int? iterations) => ScramKind.Find(mechanism) is { } kind
        ? ScramCredential.Create(user, kind, password, iterations ?? ScramCredential.DefaultIterations).ToLine()
        : PlainCredential.Create(user, password, iterations ?? PlainCredential.DefaultIterations).ToLine();
}
