namespace Compliance.Rules.Compiled;

/// <summary>Where a key's material is: a file, an environment variable, or, wrapped by a key management service, the policy itself.</summary>
/// <param name="IsFile">A file; else what is said below.</param>
/// <param name="Location">Its path, the variable's name, or the wrapped key, which only the service can open.</param>
public sealed record KeySource(bool IsFile, string Location)
{
    /// <summary>The service, by its name in the settings; null: the key is not wrapped.</summary>
    public string? Service { get; private init; }

    /// <summary>The service's key that has wrapped this one.</summary>
    public string? WrappedBy { get; private init; }

    /// <summary>A key that a service has wrapped.</summary>
    public static KeySource OfService(string service, string wrappedBy, string wrapped) => new(false, wrapped) { Service = service, WrappedBy = wrappedBy };

    public override string ToString() => Service is null ? (IsFile ? "file " : "environment variable ") + Location : $"key that {WrappedBy} of {Service} has wrapped";
}
