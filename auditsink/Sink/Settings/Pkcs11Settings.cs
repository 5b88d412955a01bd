namespace Compliance.AuditSink.Settings;

/// <summary>A key inside a module: the vendor's library, the token, the label of the key's two halves, and the user's PIN.</summary>
public sealed record Pkcs11Settings(string Module, string Token, string Label, string Pin);
