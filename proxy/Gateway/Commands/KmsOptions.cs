using System.CommandLine;
using System.CommandLine.Parsing;
using Compliance.Gateway.Kms;
using Compliance.Gateway.Settings;
using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Commands;

/// <summary>The options that name a key of a key management service: the service by its name in the settings, and its key.</summary>
internal sealed class KmsOptions
{
    private readonly Option<string?> _service = new("--kms") { Description = "A key management service of the settings; what is printed goes below 'keys' of a policy." };
    private readonly Option<string?> _by = new("--kek") { Description = "The service's key that wraps, by mount and name: transit/pan." };
    private readonly Option<string?> _config = new("--config", "-c") { Description = "The settings file, which says where the service is." };

    private readonly Option<string?> _token = new("--token") { Description = "As whom the service is asked, where it is not to be the proxy: ${env:NAME} or ${file:PATH}, by which others on this machine can't read it; left out: the settings' token." };

    public void AddTo(Command command)
    {
        command.Options.Add(_service);
        command.Options.Add(_by);
        command.Options.Add(_config);
        command.Options.Add(_token);
    }

    /// <summary>All are; null: some.</summary>
    public bool? AreGiven(CommandResult result) =>
        new[] { _service, _by, _config }.Count(option => result.GetValue(option) is { Length: > 0 }) switch { 0 => result.GetValue(_token) is null ? false : null, 3 => true, _ => null };

    /// <summary>What is wrong with them before anything is read; null: nothing.</summary>
    public string? Misuse(CommandResult result) =>
        result.GetValue(_by) is { Length: > 0 } by && !WrappedKeyText.IsServiceKey(by) ? "--kek: " + WrappedKeyText.ServiceKeyIs
        : result.GetValue(_token) is { } token && !SecretText.IsReference(token) ? "--token does not hold the token, which others on this machine could read: write '${env:NAME}' or '${file:PATH}'."
        : null;

    public bool AreGiven(ParseResult parsed) => AreGiven(parsed.CommandResult) is true;

    /// <summary>Has the service do something with a key that it wraps, and prints what a policy says of it. The exit code.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="failed">What is said to have come of it where the service refuses.</param>
    /// <param name="ask">Gives the wrapped key.</param>
    public int Ask(ParseResult parsed, string failed, Func<VaultService, string, string> ask)
    {
        var (name, by, config, output) = (parsed.GetRequiredValue(_service)!, parsed.GetRequiredValue(_by)!, parsed.GetRequiredValue(_config)!, parsed.InvocationConfiguration);
        var problems = new ProblemList();
        var document = SettingsLoader.ReadDocument(config, problems);
        var plans = document is null ? [] : new KmsReader(SettingsLoader.FolderOf(config), problems, new SourceFiles()).Read(document.Kms.Where(settings => settings.Name.Value == name).Select(settings => As(settings, parsed))).ToList();
        if (problems.HasErrors)
            return PolicyFilesArgument.Refuse(problems.Sorted([config]), output.Error);
        if (plans is not [var plan])
        {
            output.Error.WriteLine($"{config} has no service '{name}' under 'kms'; add it, or correct the name.");
            return ExitCode.Refused;
        }

        try
        {
            using var service = new VaultService(plan, document!.Limits.KmsTimeout);
            output.Output.WriteLine($"{{kms: {name}, kek: \"{by}\", wrapped: \"{ask(service, by)}\"}}");
            return ExitCode.Done;
        }
        catch (KmsException e)
        {
            output.Error.WriteLine($"{failed}: '{name}' {e.Message}.");
            return ExitCode.Refused;
        }
    }

    private KmsSettings As(KmsSettings settings, ParseResult parsed) => parsed.GetValue(_token) is { } token ? settings with { Token = new Text(token, new Place("--token", 1, 1)) } : settings;
}
