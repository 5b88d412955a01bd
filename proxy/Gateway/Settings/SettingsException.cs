using Compliance.Rules;

namespace Compliance.Gateway.Settings;

/// <summary>The settings or policies can't be used; all their problems at once.</summary>
public sealed class SettingsException(IReadOnlyList<Problem> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<Problem> Problems { get; } = problems;
}
