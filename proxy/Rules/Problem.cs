namespace Compliance.Rules;

/// <summary>One thing wrong with a policy: where, what, and how to mend it.</summary>
public sealed record Problem(string File, int Line, int Column, string Text, Severity Severity)
{
    /// <summary><c>file:line:column: error: text</c>, the form that editors make a link of; one line, whatever the file says.</summary>
    public override string ToString() => ShownText.Of($"{File}:{Line}:{Column}: {(Severity == Severity.Error ? "error" : "warning")}: {Text}");
}
