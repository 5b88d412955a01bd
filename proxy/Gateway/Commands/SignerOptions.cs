using System.CommandLine;
using Compliance.Gateway.Approval;
using Compliance.Rules;
using Compliance.Signing;

namespace Compliance.Gateway.Commands;

/// <summary>Which route of which settings is meant, and who speaks about it.</summary>
/// <param name="setting">The key of the route that says who may: <c>approvals</c>, <c>breakGlass</c>.</param>
/// <param name="reason">Whether a reason must be given, and what becomes of it.</param>
internal sealed class SignerOptions(string setting, (bool IsRequired, string Text) reason)
{
    private readonly Option<string> _config = SettingsOption.Make();
    private readonly Option<string?> _route = new("--route") { Description = $"The route that is meant; left out: the only one with '{setting}'." };
    private readonly Option<string> _who = new("--as") { Description = $"Your name, as the route's {setting}.people has it.", Required = true };
    private readonly Option<string> _key = new("--key") { Description = "The file with your private key (PEM); make one with 'key person'.", Required = true };
    private readonly Option<string?> _reason = new("--reason") { Description = reason.Text, Required = reason.IsRequired };

    /// <param name="command">Gets the options.</param>
    /// <param name="signs">Somebody speaks; else he only looks.</param>
    public void AddTo(Command command, bool signs)
    {
        command.Add(_config);
        command.Add(_route);
        if (!signs)
            return;
        command.Add(_who);
        command.Add(_key);
        command.Add(_reason);
    }

    public string Who(ParseResult parsed) => parsed.GetRequiredValue(_who);

    public string? Reason(ParseResult parsed) => parsed.GetValue(_reason);

    public SigningKey Key(ParseResult parsed)
    {
        var file = parsed.GetRequiredValue(_key);
        return PemKeys.Read(File.ReadAllText(file), file);
    }

    /// <summary>Runs what is to be done; what is refused is printed.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="open">Of the settings' path, the route's name and where problems go: what is to be done; null: problems stand in its way.</param>
    public int Run(ParseResult parsed, Func<string, string?, List<Problem>, Func<int>?> open)
    {
        var error = parsed.InvocationConfiguration.Error;
        try
        {
            var problems = new List<Problem>();
            return open(parsed.GetRequiredValue(_config), parsed.GetValue(_route), problems) is { } act ? act() : PolicyFilesArgument.Refuse(problems, error);
        }
        catch (Exception e) when (e is RefusedException or SigningException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine(e.Message);
            return ExitCode.Refused;
        }
    }
}
