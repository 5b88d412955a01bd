using Compliance.Functional.Equivalence.Node;
using Compliance.Functional.Proxies;
using Compliance.Harness;

namespace Compliance.Functional.Names;

/// <summary>A client to which all names of an <see cref="OnePort"/> stand for this machine, without a change to it.</summary>
/// <param name="Write">Writes lines of keys and values to a topic.</param>
/// <param name="Read">So many values, as they come.</param>
/// <param name="Topics">Their names, line by line.</param>
internal sealed record NamedClient(
    Func<OnePort, string, IReadOnlyList<string>, Task<ChildResult>> Write,
    Func<OnePort, string, int, Task<ChildResult>> Read,
    Func<OnePort, string, Task<ChildResult>> Topics)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    public static IReadOnlyDictionary<string, NamedClient> All { get; } = new Dictionary<string, NamedClient>
    {
        // librdkafka has no list of names of its own, so it is given another /etc/hosts.
        ["kcat"] = new(
            (port, topic, lines) => KcatAsync(port, OnePort.Payments, lines, "-P", "-t", topic, "-K:"),
            (port, topic, _) => KcatAsync(port, OnePort.Payments, null, "-C", "-t", topic, "-e", "-q"),
            (port, bootstrap) => KcatAsync(port, bootstrap, null, "-L", "-m", "10")),
        ["Kafka's own"] = new(
            (port, topic, lines) => JavaAsync(port, OnePort.Payments, "kafka-console-producer", lines, "--topic", topic, "--reader-property", "parse.key=true", "--reader-property", "key.separator=:"),
            (port, topic, count) => JavaAsync(port, OnePort.Payments, "kafka-console-consumer", null, "--topic", topic, "--from-beginning", "--max-messages", $"{count}"),
            (port, bootstrap) => JavaAsync(port, bootstrap, "kafka-topics", null, "--list")),
        ["kafkajs"] = new(
            (port, topic, lines) => KafkajsAsync(port, OnePort.Payments, "write", topic, lines.Count),
            (port, topic, count) => KafkajsAsync(port, OnePort.Payments, "read", topic, count),
            (port, bootstrap) => KafkajsAsync(port, bootstrap, "topics", "", 0)),
    };

    private static async Task<ChildResult> KcatAsync(OnePort port, string bootstrap, IReadOnlyList<string>? lines, params string[] arguments)
    {
        await OwnHosts.NeedAsync(port.Hosts);
        var command = OwnHosts.Around(port.Hosts, ["kcat", "-b", port.At(bootstrap), "-X", "security.protocol=SSL", "-X", $"ssl.ca.location={port.Ca}", .. arguments]);
        return await ChildProcess.RunAsync(command[0], command[1..], Text(lines), patience: Patience);
    }

    private static Task<ChildResult> JavaAsync(OnePort port, string bootstrap, string tool, IReadOnlyList<string>? lines, params string[] arguments) => KafkaTools.RunAsync(
        tool, ["--bootstrap-server", port.At(bootstrap), "--command-config", port.JavaSettings, .. arguments], Text(lines), Patience,
        new Dictionary<string, string?> { ["JDK_JAVA_OPTIONS"] = $"-Djdk.net.hosts.file={port.Hosts}" });

    private static async Task<ChildResult> KafkajsAsync(OnePort port, string bootstrap, string action, string topic, int count) =>
        await (await NodeClients.GetAsync()).RunAsync("names.js", [action, port.At(bootstrap), topic, $"{count}"], new Dictionary<string, string?> { ["CA"] = await File.ReadAllTextAsync(port.Ca) });

    private static string? Text(IReadOnlyList<string>? lines) => lines is null ? null : string.Join('\n', lines) + "\n";
}
