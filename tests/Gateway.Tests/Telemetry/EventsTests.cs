using System.Globalization;
using System.Reflection;
using Compliance.Gateway.Telemetry;
using Compliance.Harness;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Compliance.Gateway.Tests.Telemetry;

/// <summary>The table of log events is the contract: as the code has them, each once, and each with what to do.</summary>
public sealed class EventsTests
{
    [Fact]
    public void The_table_is_the_code()
    {
        var code = Code().Select(message => $"{message.Id} {message.Name} {message.Level} {(BoundedLog.Events.Contains(message.Id) ? "yes" : "")}").ToList();
        var table = Table().Select(row => $"{row[0]} {row[1]} {row[2]} {row[3]}").ToList();

        Assert.Equal(code, table);
    }

    [Fact]
    public void Every_id_and_name_is_given_once()
    {
        Assert.Equal(Code().Count, Code().Select(message => message.Id).Distinct().Count());
        Assert.Equal(Code().Count, Code().Select(message => message.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(BoundedLog.Events.Except(Code().Select(message => message.Id)));
    }

    [Fact]
    public void Every_row_says_what_it_means_and_what_to_do() =>
        Assert.All(Table(), row => Assert.True(row is [_, _, _, _, { Length: > 15 }, { Length: > 5 }], string.Join('|', row)));

    private static List<(int Id, string Name, string Level)> Code() =>
    [
        .. (from type in typeof(GatewayProcess).Assembly.GetTypes()
            where type.Name == "LogMessages"
            from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            let message = method.GetCustomAttribute<LoggerMessageAttribute>()
            where message is not null
            select (message.EventId, message.EventName ?? method.Name, message.Level.ToString().ToLowerInvariant())).OrderBy(message => message.EventId),
    ];

    private static List<string[]> Table() =>
    [
        .. File.ReadLines(RepoRoot.Combine("proxy", "Gateway", "Telemetry", "EVENTS.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(line[2]))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .OrderBy(row => int.Parse(row[0], CultureInfo.InvariantCulture)),
    ];
}
