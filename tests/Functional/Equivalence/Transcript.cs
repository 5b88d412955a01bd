using System.Diagnostics;
using Compliance.Harness;
using Confluent.Kafka;

namespace Compliance.Functional.Equivalence;

/// <summary>
/// What a script says on one road, line by line, with what varies from run to run made alike (<see cref="Varying"/>). Thread-safe: a
/// callback of a client may speak too.
/// </summary>
internal sealed class Transcript(Roads roads, Road road)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(string Actual, string Label)> _names = [];

    public Road Road => road;

    public Roads Roads => roads;

    /// <summary><c>host:port</c>, as a client's <c>bootstrap.servers</c> takes it.</summary>
    public string Address => roads.Address(road);

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
                return [.. _lines];
        }
    }

    /// <summary>A name that no other run uses; where it is said, the transcript has the label.</summary>
    public string Name(string label)
    {
        var actual = KafkaServer.UniqueName(label);
        Alias(actual, label);
        return actual;
    }

    /// <summary>Where <paramref name="actual"/> is said from now on (an id of the run's own), the transcript has the label.</summary>
    public void Alias(string actual, string label)
    {
        lock (_gate)
            _names.Add((actual, label));
    }

    /// <summary>One or more lines; blank ones are left out.</summary>
    public void Say(string text)
    {
        lock (_gate)
        {
            foreach (var (actual, label) in _names)
                text = text.Replace(actual, label, StringComparison.Ordinal);
            _lines.AddRange(Varying.Alike(text).Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0));
        }
    }

    public void Say(IEnumerable<string> lines) => Say(string.Join('\n', lines));

    /// <summary>A program's exit code and all that it printed, errors too.</summary>
    public void Say(ChildResult result) => Say($"{result.Command.Split(' ')[0]}: exit {result.ExitCode}\n{result.Output}\n{result.Error}");

    /// <summary>Runs one of Kafka's tools against this road's address, to its end.</summary>
    public Task<ChildResult> ToolAsync(string tool, params IEnumerable<string> arguments) => KafkaTools.RunAsync(tool, ["--bootstrap-server", Address, .. arguments]);

    /// <summary>
    /// As <see cref="ToolAsync(string, IEnumerable{string})"/>, again and again until its result satisfies: a broker hears of a change after
    /// its controller has answered. Where patience is over it fails with the last result.
    /// </summary>
    public async Task<ChildResult> ToolUntilAsync(Func<ChildResult, bool> satisfies, string tool, params IEnumerable<string> arguments)
    {
        string[] all = [.. arguments];
        for (var clock = Stopwatch.StartNew(); ;)
        {
            var result = await ToolAsync(tool, all);
            if (satisfies(result))
                return result;
            if (clock.Elapsed > Patience)
                throw new TimeoutException($"{result.Command} did not come to say what was waited for; in the end, exit {result.ExitCode}:\n{result.Output}\n{result.Error}");
        }
    }

    /// <summary>As <see cref="ToolUntilAsync(Func{ChildResult, bool}, string, IEnumerable{string})"/>, until a text is in its output.</summary>
    public Task<ChildResult> ToolUntilAsync(string text, string tool, params IEnumerable<string> arguments) =>
        ToolUntilAsync(result => result.Output.Contains(text, StringComparison.Ordinal), tool, arguments);

    /// <summary>As <see cref="ToolAsync(string, IEnumerable{string})"/>, with lines for its standard input.</summary>
    public Task<ChildResult> FeedAsync(string input, string tool, params IEnumerable<string> arguments) =>
        KafkaTools.RunAsync(tool, ["--bootstrap-server", Address, .. arguments], input);

    /// <summary>What an action is told by librdkafka when it fails; that it did not.</summary>
    public async Task TryAsync(string what, Func<Task> action)
    {
        try
        {
            await action();
            Say($"{what}: done");
        }
        catch (KafkaException refused)
        {
            Say($"{what}: {refused.GetType().Name} {refused.Error.Code}{(refused.Error.IsFatal ? " fatal" : "")}: {refused.Error.Reason}");
        }
    }

    /// <summary>
    /// The timing class of an action: <c>a wait</c> where it took about as long as what it waits for, else <c>before the wait is over</c>.
    /// Let <paramref name="wait"/> be so long that no busy machine makes an action that does not wait last that long.
    /// </summary>
    public async Task TimeAsync(string what, TimeSpan wait, Func<Task> action)
    {
        var clock = Stopwatch.StartNew();
        await action();
        Say($"{what}: {(clock.Elapsed > 0.8 * wait ? "a wait" : "before the wait is over")}");
    }

    public override string ToString() => string.Join('\n', Lines);
}
