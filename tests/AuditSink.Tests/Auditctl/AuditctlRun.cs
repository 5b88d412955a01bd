using System.CommandLine;
using Compliance.Auditctl.Commands;
using Microsoft.Extensions.Time.Testing;

namespace Compliance.AuditSink.Tests.Auditctl;

/// <summary>Runs auditctl inside the test's process and keeps what the last run has printed.</summary>
internal sealed class AuditctlRun
{
    private StringWriter _output = new();
    private StringWriter _error = new();

    public string Output => _output.ToString();
    public string Error => _error.ToString();

    /// <summary>What the next runs find on standard input.</summary>
    public string Input { get; set; } = "";

    /// <summary>Whether standard error counts as a terminal.</summary>
    public bool ErrorIsSeen { get; set; }

    public TimeProvider Time { get; init; } = new FakeTimeProvider(new DateTimeOffset(2026, 11, 26, 0, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };

    public int Verb(string verb, params string[] arguments)
    {
        using var input = new StringReader(Input);
        return Parse(input, verb, arguments).Invoke(Configuration());
    }

    /// <summary>Runs it as one that is told to stop by the token.</summary>
    public async Task<int> VerbAsync(string verb, string[] arguments, CancellationToken stop)
    {
        using var input = new StringReader(Input);
        return await Parse(input, verb, arguments).InvokeAsync(Configuration(), stop);
    }

    private ParseResult Parse(TextReader input, string verb, string[] arguments) =>
        CommandTree.Make(new Tools(Time, input, InputIsSeen: false, ErrorIsSeen)).Parse([verb, .. arguments]);

    private InvocationConfiguration Configuration()
    {
        (_output, _error) = (new(), new());
        return new InvocationConfiguration { Output = _output, Error = _error };
    }
}
