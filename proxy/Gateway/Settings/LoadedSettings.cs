using Compliance.Gateway.Kms;
using Compliance.Rules;

namespace Compliance.Gateway.Settings;

/// <summary>
/// One reading of the settings. <see cref="Plan"/> is null exactly when a problem is an error; <see cref="Document"/> is null where the
/// file is no settings file at all.
/// </summary>
internal sealed record LoadedSettings(ActivePlan? Plan, SettingsDocument? Document, IReadOnlyList<Problem> Problems, SourceFiles Sources)
{
    /// <summary>Routes whose policies are sound, and lack the approvals that they demand.</summary>
    public IReadOnlyList<string> Unapproved { get; init; } = [];

    /// <summary>What the process knows of the services that have wrapped keys, from one reading to the next.</summary>
    public KmsState Kms { get; init; } = new();
}
