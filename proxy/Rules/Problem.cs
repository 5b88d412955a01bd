namespace Compliance.Rules;

/// <summary>One thing wrong with a policy: where, what, and how to mend it.</summary>
public sealed record Problem(string File, int Line, int Column, string Text, Severity Severity)
{
    /// <summary><c>file:line:column: error: text</c>, the form that editors make a link of.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}: {(Severity == Severity.Error ? "error" : "warning")}: {Text}";
}
