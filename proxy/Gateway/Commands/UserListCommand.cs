using System.CommandLine;
using Compliance.Gateway.Login;

namespace Compliance.Gateway.Commands;

/// <summary><c>user list --file FILE</c>: names and mechanisms; never a hash.</summary>
internal static class UserListCommand
{
    public static Command Make()
    {
        var file = UserFileOption.Make();
        var command = new Command("list", "Lists the users of a file and how each may log in.") { file };
        command.SetAction(parsed => UserFileOption.Guard(parsed, () =>
        {
            foreach (var user in UsersFile.Read(parsed.GetRequiredValue(file)).Users)
                parsed.InvocationConfiguration.Output.WriteLine($"{user.Name}  {string.Join(", ", user.Mechanisms)}");
            return ExitCode.Done;
        }));
        return command;
    }
}
