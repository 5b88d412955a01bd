namespace Compliance.Auditctl.Commands;

/// <summary>What the process ends with; part of the contract with scripts.</summary>
internal static class ExitCode
{
    /// <summary>Answered, also with no rows; of <c>verify</c> and <c>check-proof</c>: all of it is vouched for.</summary>
    public const int Done = 0;

    /// <summary>The command line or the settings make no sense.</summary>
    public const int Usage = 1;

    /// <summary>The archive, a key or a proof cannot be read, or a file cannot be written.</summary>
    public const int Unreadable = 2;

    /// <summary>Something is not as it was signed, or not in the index as it is in the archive: the findings name it.</summary>
    public const int Findings = 3;

    /// <summary>The use could not be recorded, so there is no answer.</summary>
    public const int NotRecorded = 4;

    /// <summary>Stopped by Ctrl-C or SIGTERM; nothing half is left behind.</summary>
    public const int Stopped = 130;
}
