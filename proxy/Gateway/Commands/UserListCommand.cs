using System.CommandLine;
using System.Globalization;
using Compliance.Gateway.Edge;

namespace Compliance.Gateway.Commands;

/// <summary><c>user list --file FILE</c>: names and what a proof costs; never a hash.</summary>
internal static class UserListCommand
{
    public static Command Make()
    {
        var file = UserFileOption.Make();
        var command = new Command("list", "Lists the users of a file.") { file };
        command.SetAction(parsed => UserFileOption.Guard(parsed, () =>
        {
            foreach (var user in UsersFile.Read(parsed.GetRequiredValue(file)).Users.Values.OrderBy(user => user.Name, StringComparer.Ordinal))
                parsed.InvocationConfiguration.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{user.Name}  ({user.Iterations} rounds)"));
            return ExitCode.Done;
        }));
        return command;
    }
}
