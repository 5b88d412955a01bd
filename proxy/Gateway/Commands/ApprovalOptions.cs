using System.CommandLine;
using Compliance.Gateway.Approval;
using Compliance.Signing;

namespace Compliance.Gateway.Commands;

/// <summary>Whose policies are meant, and who speaks about them.</summary>
internal sealed class ApprovalOptions
{
    private readonly SignerOptions _signer = new("approvals", (IsRequired: false, "Why; it is signed too."));

    /// <param name="command">Gets the options.</param>
    /// <param name="signs">Somebody speaks; else he only looks.</param>
    public void AddTo(Command command, bool signs) => _signer.AddTo(command, signs);

    /// <summary>Runs what is to be done with the folder; what is refused is printed.</summary>
    public int Look(ParseResult parsed, TimeProvider time, Func<GovernedFolder, int> look) => _signer.Run(parsed, (config, route, problems) =>
        GovernedFolder.Open(config, route, problems, time) is { } folder ? () => look(folder) : null);

    /// <summary>As <see cref="Look"/>, with who signs.</summary>
    public int Sign(ParseResult parsed, TimeProvider time, Func<ReleaseDesk, string, SigningKey, string?, Release> sign) => Look(parsed, time, folder =>
    {
        using var key = _signer.Key(parsed);
        var release = sign(new ReleaseDesk(folder, time), _signer.Who(parsed), key, _signer.Reason(parsed));
        ReleaseText.Write(folder, release, parsed.InvocationConfiguration.Output);
        return ExitCode.Done;
    });
}
