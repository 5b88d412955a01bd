using System.CommandLine;
using Compliance.Gateway.Login;

namespace Compliance.Gateway.Commands;

/// <summary><c>user remove --file FILE NAME</c>. Connections that are open stay; the next login fails.</summary>
internal static class UserRemoveCommand
{
    public static Command Make()
    {
        var file = UserFileOption.Make();
        var name = new Argument<string>("NAME") { Description = "The user's name." };
        var command = new Command("remove", "Removes a user. Connections that are open stay; the next login fails.") { file, name };
        command.SetAction(parsed => UserFileOption.Guard(parsed, () =>
        {
            var (path, user) = (parsed.GetRequiredValue(file), parsed.GetRequiredValue(name));
            UsersFile.Read(path);
            if (UsersFile.Remove(path, user))
            {
                parsed.InvocationConfiguration.Output.WriteLine($"{user} was removed.");
                return ExitCode.Done;
            }

            parsed.InvocationConfiguration.Error.WriteLine($"There is no user {user} in {path}.");
            return ExitCode.Refused;
        }));
        return command;
    }
}
