using System.CommandLine;
using Compliance.Rules.Schema;

namespace Compliance.Gateway.Commands;

/// <summary><c>policy schema</c>: the form of policies as a JSON Schema, by which editors complete and check them while they are written.</summary>
internal static class PolicySchemaCommand
{
    public static Command Make()
    {
        var command = new Command("schema", "Prints the JSON Schema of policies, for editors: # yaml-language-server: $schema=FILE");
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.Write(PolicySchema.Text());
            return ExitCode.Done;
        });
        return command;
    }
}
