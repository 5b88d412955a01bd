using System.CommandLine;
using Compliance.Gateway.Approval;
using Compliance.Rules;
using Compliance.Signing;

namespace Compliance.Gateway.Commands;

/// <summary>Whose policies are meant, and who speaks about them.</summary>
internal sealed class ApprovalOptions
{
    private readonly Option<string> _config = SettingsOption.Make();
    private readonly Option<string?> _route = new("--route") { Description = "The route whose policies are meant; left out: the only one with 'approvals'." };
    private readonly Option<string> _who = new("--as") { Description = "Your name, as the route's approvals.people has it.", Required = true };
    private readonly Option<string> _key = new("--key") { Description = "The file with your private key (PEM); make one with 'key person'.", Required = true };
    private readonly Option<string?> _reason = new("--reason") { Description = "Why; it is signed too." };

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

    /// <summary>Runs what is to be done with the folder; what is refused is printed.</summary>
    public int Look(ParseResult parsed, TimeProvider time, Func<GovernedFolder, int> look)
    {
        var error = parsed.InvocationConfiguration.Error;
        try
        {
            var problems = new List<Problem>();
            return GovernedFolder.Open(parsed.GetRequiredValue(_config), parsed.GetValue(_route), problems, time) is { } folder
                ? look(folder)
                : PolicyFilesArgument.Refuse(problems, error);
        }
        catch (Exception e) when (e is RefusedException or SigningException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine(e.Message);
            return ExitCode.Refused;
        }
    }

    /// <summary>As <see cref="Look"/>, with who signs.</summary>
    public int Sign(ParseResult parsed, TimeProvider time, Func<ReleaseDesk, string, SigningKey, string?, Release> sign) => Look(parsed, time, folder =>
    {
        var file = parsed.GetRequiredValue(_key);
        using var key = PemKeys.Read(File.ReadAllText(file), file);
        var release = sign(new ReleaseDesk(folder, time), parsed.GetRequiredValue(_who), key, parsed.GetValue(_reason));
        ReleaseText.Write(folder, release, parsed.InvocationConfiguration.Output);
        return ExitCode.Done;
    });
}
