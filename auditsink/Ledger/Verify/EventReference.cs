namespace Compliance.Ledger.Verify;

/// <summary>An event as far as it can be named: out of the file where that is readable, else out of what the manifest says should be there.</summary>
public sealed record EventReference(string? Id, string? Proxy, long? Epoch, long? Sequence, DateTimeOffset? Time)
{
    public override string ToString() => string.Join(
        ' ',
        new[] { Id, Proxy is null ? null : $"{Proxy} epoch {Epoch} sequence {Sequence}", Time is { } time ? $"at {time:yyyy-MM-ddTHH:mm:ss.ffffffZ}" : null }
            .Where(part => part is not null));
}
