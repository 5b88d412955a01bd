using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Compliance.Gateway.Edge;

namespace Compliance.Gateway.Commands;

/// <summary><c>user add --file FILE NAME</c>: the password comes from the keyboard, or is the first line of the input; never an argument.</summary>
internal static class UserAddCommand
{
    private const int ShortestPassword = 8;

    public static Command Make()
    {
        var file = UserFileOption.Make();
        var name = new Argument<string>("NAME") { Description = "The user's name; its principal is User:NAME." };
        var rounds = new Option<int>("--iterations")
        {
            Description = "Rounds of PBKDF2-HMAC-SHA256: what guessing one password costs, and the first login of a minute.",
            DefaultValueFactory = _ => UserEntry.DefaultIterations,
        };
        var command = new Command("add", "Adds a user, or gives one a new password. The password is asked for, or is the first line of the input.") { file, name, rounds };
        command.SetAction(parsed => UserFileOption.Guard(parsed, () =>
        {
            var io = parsed.InvocationConfiguration;
            var (path, user, iterations) = (parsed.GetRequiredValue(file), parsed.GetRequiredValue(name), parsed.GetValue(rounds));
            if (File.Exists(path))
                UsersFile.Read(path);
            var problem = UserEntry.NameProblem(user) ?? UserEntry.IterationsProblem(iterations);
            if (problem is null && PasswordPrompt.Read(user, io.Error, out problem) is { } password)
                problem = Add(path, user, password, iterations, io.Output);
            if (problem is null)
                return ExitCode.Done;
            io.Error.WriteLine($"No user was added: {problem}.");
            return ExitCode.Refused;
        }));
        return command;
    }

    /// <summary>Null: done.</summary>
    private static string? Add(string path, string user, string password, int iterations, TextWriter output)
    {
        var bytes = Encoding.UTF8.GetBytes(password);
        if (bytes.Length < ShortestPassword || bytes.Contains((byte)0))
            return $"a password has {ShortestPassword} bytes at least, and no NUL among them";
        var replaced = UsersFile.Set(path, UserEntry.Create(user, bytes, iterations));
        CryptographicOperations.ZeroMemory(bytes);
        output.WriteLine(replaced ? $"{user} has a new password." : $"{user} was added.");
        return null;
    }
}
