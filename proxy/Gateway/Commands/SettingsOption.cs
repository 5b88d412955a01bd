using System.CommandLine;

namespace Compliance.Gateway.Commands;

/// <summary>The option that names the settings file.</summary>
internal static class SettingsOption
{
    public static Option<string> Make() => new("--config", "-c") { Description = "The settings file.", Required = true };
}
