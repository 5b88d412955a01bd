namespace Compliance.Auditctl;

/// <summary>The archive cannot answer: it is not there, or what its manifest names is missing or damaged. The message says how to mend it.</summary>
public sealed class ArchiveException : Exception
{
    public ArchiveException(string message)
        : base(message)
    {
    }

    public ArchiveException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
