using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Login.Passing;

/// <summary>
/// Who the client says it is, be that forged until the broker says otherwise (null: nobody that could be), and what else would be proved with
/// it. <see cref="Problem"/>, for log and evidence: why the message does not go on; empty: it does.
/// </summary>
internal readonly record struct WatchStep(string? User, string Problem, LoginFacts? Facts = null);
