namespace Compliance.Rules;

/// <summary>An error keeps the policy from being used; a warning does not.</summary>
public enum Severity : byte
{
    Warning,
    Error,
}
