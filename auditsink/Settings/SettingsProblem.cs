namespace Compliance.Settings;

/// <summary>What is wrong in a settings file, where, and how to mend it.</summary>
public sealed record SettingsProblem(string File, int Line, int Column, string Text)
{
    public override string ToString() => $"{File}:{Line}:{Column}: {Text}";
}
