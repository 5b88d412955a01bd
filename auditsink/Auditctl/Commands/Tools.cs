namespace Compliance.Auditctl.Commands;

/// <summary>What the process gives its verbs.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Input">Standard input.</param>
/// <param name="InputIsSeen">Whether standard input is a keyboard.</param>
/// <param name="ErrorIsSeen">Whether standard error is a terminal.</param>
internal sealed record Tools(TimeProvider Time, TextReader Input, bool InputIsSeen, bool ErrorIsSeen);
