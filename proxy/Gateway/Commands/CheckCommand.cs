using System.CommandLine;
using System.Globalization;
using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Commands;

/// <summary><c>check --config FILE</c>: what <c>run</c> would say of the settings and everything they name, without running.</summary>
internal static class CheckCommand
{
    public static Command Make(TimeProvider time)
    {
        var config = SettingsOption.Make();
        var command = new Command("check", "Checks the settings and the policies, keys and users that they name; prints every problem.") { config };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var file = parsed.GetRequiredValue(config);
            var (plan, problems) = SettingsLoader.Check(file, null, time);
            foreach (var problem in problems)
                output.WriteLine(problem);
            if (plan is null)
                return ExitCode.Refused;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file}: good; routes: {plan.Routes.Length}, clusters: {plan.Clusters.Length}."));
            return ExitCode.Done;
        });
        return command;
    }
}
