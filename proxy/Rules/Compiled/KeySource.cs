namespace Compliance.Rules.Compiled;

/// <summary>Where a key's material is: a file or an environment variable.</summary>
public sealed record KeySource(bool IsFile, string Location)
{
    public override string ToString() => (IsFile ? "file " : "environment variable ") + Location;
}
