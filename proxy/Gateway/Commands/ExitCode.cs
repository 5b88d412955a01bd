namespace Compliance.Gateway.Commands;

/// <summary>What the process ends with; part of the contract with scripts.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Settings, policies, their tests or a users file were refused; the reasons are printed.</summary>
    public const int Refused = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>The settings are good, but a port or a folder can't be used. Of <c>policy check --registry</c>: the policies are, but the registry is away.</summary>
    public const int CannotStart = 3;

    /// <summary>Of <c>policy diff</c>: there are differences, and none of them weakens.</summary>
    public const int Differs = 4;

    /// <summary>Of <c>policy diff</c>: something is protected or recorded less, or somebody may see or do more.</summary>
    public const int Weaker = 5;
}
